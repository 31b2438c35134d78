// Loading a published checkpoint into a module: every name and shape is accounted for.
#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include <fstream>
#include <serhost/weights/checkpoint.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/host/temporary.hpp"
#include "sample_families.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::weights;
using namespace sample_families;
using serhost::host::Temporary;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

/// A positional convolution with weight norm over the kernel's positions, or with a plain weight.
struct Positions : torch::nn::Module {
  explicit Positions(bool weight_norm) {
    register_parameter("bias", at::zeros({4}));
    if (!weight_norm) register_parameter("weight", at::zeros({4, 2, 3}));
    if (weight_norm) register_parameter("weight_g", at::zeros({1, 1, 3}));
    if (weight_norm) register_parameter("weight_v", at::zeros({4, 2, 3}));
  }
};

/// "encoder.pos_conv_embed.conv" and a vector, as the sample family has them.
struct Tiny : torch::nn::Module {
  explicit Tiny(bool weight_norm = true) {
    auto encoder = std::make_shared<torch::nn::Module>(),
         embed = std::make_shared<torch::nn::Module>();
    embed->register_module("conv", std::make_shared<Positions>(weight_norm));
    encoder->register_module("pos_conv_embed", embed);
    register_module("encoder", encoder);
    register_parameter("masked_spec_embed", at::full({4}, 7.0));
  }
  at::Tensor at(const std::string& name) const { return state_of(*this).at(name); }
};

constexpr const char* kConv = "encoder.pos_conv_embed.conv.";

class Loading : public testing::Test {
 protected:
  EncoderWeights weights(const Tensors& tensors, const Family& family = sample()) {
    write_safetensors(folder_.path() / "a.safetensors", tensors);
    return EncoderWeights(folder_.path() / "a.safetensors", family);
  }

  /// With "sample." before the names that are the encoder's.
  Tensors normed() const {
    return {{"sample." + std::string(kConv) + "bias", bias_},
            {"sample." + std::string(kConv) + "parametrizations.weight.original0", g_},
            {"sample." + std::string(kConv) + "parametrizations.weight.original1", v_},
            {"classifier.weight", at::ones({2})}};
  }

  std::string refusal(torch::nn::Module& module, const EncoderWeights& own,
                      const LoadOptions& options = {}) {
    try {
      load_into(module, own, options);
      return "";
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), Exit::damaged);
      return fault.what();
    }
  }

  Temporary folder_;
  at::Tensor bias_ = at::randn({4}), g_ = at::randn({1, 1, 3}), v_ = at::randn({4, 2, 3});
  /// w[:, :, k] = g[k] v[:, :, k] / |v[:, :, k]|
  at::Tensor weight_ = v_ * (g_ / at::linalg_vector_norm(v_, 2, at::IntArrayRef({0, 1}), true));
};

}  // namespace

TEST_F(Loading, TakesWeightNormInEitherSpelling) {
  Tiny module;
  const auto loaded = load_into(module, weights(normed()), {.may_miss = {"masked_spec_embed"}});
  EXPECT_TRUE(at::equal(module.at(std::string(kConv) + "weight_g"), g_));
  EXPECT_TRUE(at::equal(module.at(std::string(kConv) + "weight_v"), v_));
  EXPECT_TRUE(at::equal(module.at(std::string(kConv) + "bias"), bias_));
  EXPECT_THAT(loaded.left, ElementsAre("masked_spec_embed"));
  EXPECT_THAT(loaded.unused, ElementsAre("classifier.weight"));
  EXPECT_TRUE(at::equal(module.at("masked_spec_embed"), at::full({4}, 7.0)));
}

TEST_F(Loading, MakesAPlainWeightOfWeightNorm) {
  Tiny module(false);
  load_into(module, weights(normed()), {.may_miss = {"masked_spec_embed"}});
  EXPECT_TRUE(at::allclose(module.at(std::string(kConv) + "weight"), weight_, 1e-6, 1e-7));
}

TEST_F(Loading, MakesWeightNormOfAPlainWeight) {
  Tiny module;
  load_into(
      module,
      weights({{std::string(kConv) + "weight", weight_}, {std::string(kConv) + "bias", bias_}}),
      {.may_miss = {"masked_spec_embed"}});
  const auto g = module.at(std::string(kConv) + "weight_g"),
             v = module.at(std::string(kConv) + "weight_v");
  EXPECT_TRUE(at::allclose(g, g_.abs(), 1e-6, 1e-7));  // the sign is in the direction then
  EXPECT_TRUE(at::allclose(v * (g / at::linalg_vector_norm(v, 2, at::IntArrayRef({0, 1}), true)),
                           weight_, 1e-6, 1e-7));
}

TEST_F(Loading, ConvertsHalfPrecision) {
  for (const auto dtype : {at::kHalf, at::kBFloat16}) {
    Tiny module;
    auto tensors = normed();
    for (auto& [name, tensor] : tensors) tensor = tensor.to(dtype);
    tensors["sample.masked_spec_embed"] = at::full({4}, 0.5, dtype);
    load_into(module, weights(tensors));
    EXPECT_EQ(module.at("masked_spec_embed").scalar_type(), at::kFloat);
    EXPECT_TRUE(at::equal(module.at("masked_spec_embed"), at::full({4}, 0.5)));
    EXPECT_TRUE(at::equal(module.at(std::string(kConv) + "bias"), bias_.to(dtype).to(at::kFloat)));
  }
}

TEST_F(Loading, TellsEveryMissingUnexpectedAndDifferentNameAndChangesNothing) {
  Tiny module;
  auto tensors = normed();
  tensors.erase("sample." + std::string(kConv) + "bias");
  tensors["sample.stranger"] = at::ones({1});
  tensors["sample." + std::string(kConv) + "parametrizations.weight.original0"] =
      at::ones({4, 1, 1});
  EXPECT_EQ(refusal(module, weights(tensors)),
            (folder_.path() / "a.safetensors").string() +
                ": do not fit the model; missing: encoder.pos_conv_embed.conv.bias, "
                "masked_spec_embed; unexpected: stranger; shapes: "
                "encoder.pos_conv_embed.conv.weight_g is [4, 1, 1], but must be [1, 1, 3]");
  EXPECT_TRUE(at::equal(module.at(std::string(kConv) + "weight_v"), at::zeros({4, 2, 3})));
}

TEST_F(Loading, OfAnotherFamilyIsRefusedByName) {
  try {
    weights(normed(), stranger());
    FAIL() << "a sample was taken for a stranger";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::config);
    EXPECT_THAT(fault.what(), HasSubstr("holds no stranger model: none of its 4 tensors is named "
                                        "layers.{i}.self_attn.q_proj.weight (Hugging Face)"));
  }
}

TEST_F(Loading, OfAnAdapterOrOfTwoModelsIsToldWhatItIs) {
  const auto told = [&](const Tensors& tensors) {
    try {
      weights(tensors);
      return std::string();
    } catch (const Error& fault) { return std::string(fault.what()); }
  };
  EXPECT_THAT(told({{"base_model.model.encoder.layers.0.q_proj.lora_A.weight", at::ones({2})}}),
              HasSubstr("holds an adapter (LoRA), not a model; merge it into its base model"));
  EXPECT_THAT(told({{"student." + std::string(kConv) + "bias", bias_},
                    {"teacher." + std::string(kConv) + "bias", bias_}}),
              HasSubstr("holds more than one sample model, below student., teacher.; save the "
                        "state_dict() of the one that is meant"));
}

TEST_F(Loading, IsLookedAtBeforeAModelIsMade) {
  const auto own = weights(normed());
  const auto told = [&](const Needs& needs) {
    try {
      require(own, needs, "a.pt");
      return std::string();
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), Exit::damaged);
      return std::string(fault.what());
    }
  };
  EXPECT_EQ(told({.shapes = {{std::string(kConv) + "weight_v", {4, 2, 3}}},
                  .counts = {{"encoder.{i}.conv.bias", 1}}}),
            "");
  EXPECT_EQ(
      told({.shapes = {{std::string(kConv) + "weight_v", {4, 2, 65536}}, {"norm.weight", {4}}},
            .counts = {{"encoder.{i}.conv.bias", 4000}}}),
      "a.pt: do not fit the model; missing: norm.weight; shapes: there are 1 of "
      "encoder.{i}.conv.bias, but must be 4000, encoder.pos_conv_embed.conv.weight_v is "
      "[4, 2, 3], but must be [4, 2, 65536]");
}

TEST_F(Loading, FromASkeletonChecksEverythingAndCopiesNothing) {
  auto tensors = normed();
  tensors["sample.masked_spec_embed"] = at::ones({4});
  replace_file(folder_.path() / "skeleton.json", tensor_index_json(weights(tensors).checkpoint()));
  Tiny module;
  const EncoderWeights skeleton(folder_.path() / "skeleton.json", sample());
  load_into(module, skeleton);
  EXPECT_TRUE(at::equal(module.at("masked_spec_embed"), at::full({4}, 7.0)));
  EXPECT_EQ(skeleton.shape("masked_spec_embed"), std::vector<std::int64_t>{4});
  tensors["sample.masked_spec_embed"] = at::ones({5});
  replace_file(folder_.path() / "skeleton.json", tensor_index_json(weights(tensors).checkpoint()));
  EXPECT_THAT(refusal(module, EncoderWeights(folder_.path() / "skeleton.json", sample())),
              HasSubstr("masked_spec_embed is [5], but must be [4]"));
}

TEST_F(Loading, AddsALeadingDimensionThatOlderFilesLack) {
  struct Scaled : torch::nn::Module {
    Scaled() {
      auto layers = std::make_shared<torch::nn::Module>(),
           first = std::make_shared<torch::nn::Module>(),
           attention = std::make_shared<torch::nn::Module>(),
           query = std::make_shared<torch::nn::Module>();
      query->register_parameter("weight", at::zeros({2}));
      attention->register_module("q_proj", query);
      first->register_module("self_attn", attention);
      first->register_parameter("scale", at::zeros({1, 1, 3, 1, 1}));
      layers->register_module("0", first);
      register_module("layers", layers);
    }
  } module;
  const Tensors older = {{"model.encoder.layers.0.scale", at::full({1, 3, 1, 1}, 2.0)},
                         {"model.encoder.layers.0.self_attn.q_proj.weight", at::ones({2})},
                         {"decoder.bias", at::ones({9})}};
  const auto loaded = load_into(module, weights(older, stranger()));
  EXPECT_TRUE(at::equal(state_of(module).at("layers.0.scale"), at::full({1, 1, 3, 1, 1}, 2.0)));
  EXPECT_THAT(loaded.unused, ElementsAre("decoder.bias"));
}

TEST_F(Loading, CountsBlocksByTheirNames) {
  const auto own = weights({{"encoder.pos_conv_embed.conv.bias", bias_},
                            {"encoder.layers.0.layer_norm.weight", bias_},
                            {"encoder.layers.0.layer_norm.bias", bias_},
                            {"encoder.layers.10.layer_norm.bias", bias_}});
  EXPECT_EQ(own.count("encoder.layers.{i}.*"), 2);
  EXPECT_EQ(own.count("blocks.{i}.*"), 0);
}

namespace {

/// Bytes of memory that are this process's own: pages of a mapped file that are merely read are not
/// among them.
std::int64_t own_memory() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;) {
    std::int64_t kilobytes = 0;
    if (word == "RssAnon:" && in >> kilobytes) return kilobytes * 1024;
  }
  return 0;
}

}  // namespace

TEST_F(Loading, CostsNoMemoryBeyondTheParameters) {
  constexpr std::int64_t kBytes = 64 << 20;
  struct Large : torch::nn::Module {
    Large() {
      for (int i = 0; i < 16; ++i)
        register_parameter("w" + std::to_string(i), at::zeros({kBytes / 16 / 4}));
    }
  };
  Large module;  // zeros are pages that nobody has touched: the copy makes them real
  Tensors tensors;
  for (const auto& [name, tensor] : state_of(module)) tensors[name] = tensor;
  tensors["encoder.pos_conv_embed.conv.bias"] = at::zeros({1});
  write_safetensors(folder_.path() / "a.safetensors", tensors);
  tensors.clear();
  const auto before = own_memory();
  if (before == 0) GTEST_SKIP() << "/proc/self/status has no RssAnon here";
  const EncoderWeights own(folder_.path() / "a.safetensors", sample());
  load_into(module, own, {.ignore = {"encoder."}});
  EXPECT_LE(own_memory() - before, kBytes + (8 << 20));
}
