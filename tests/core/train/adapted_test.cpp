// Adaptations of a plugin's encoder: LoRA against PEFT's (tests/golden/peft/make_golden.py), and
// what is trained and what is not.
#include <ATen/ops/arange.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <serhost/nn/linear.hpp>
#include <serhost/weights/safetensors.hpp>

#include "config/load.hpp"
#include "core/model/fakes.hpp"
#include "model/model.hpp"

namespace serhost::model {
namespace {

namespace fs = std::filesystem;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Adapted : public ::testing::Test {
 protected:
  static const host::Registry& registry() {
    static const auto made = host::Registry::discover(host::PluginSearchPath::standard());
    return made;
  }
  static fs::path golden() { return fs::path(std::getenv("SERHOST_SOURCE_DIR")) / "tests/golden"; }

  ~Adapted() override { fs::remove(file_); }

  config::Experiment load(const std::string& backbone, Faults& faults) const {
    std::ofstream(file_) << "[dataset]\nplugin = \"synthetic\"\n[loss]\nplugin = "
                            "\"cross_entropy\"\n[backbone]\n"
                         << backbone;
    return config::load(file_, {}, registry(), faults);
  }
  config::Experiment load(const std::string& backbone) const {
    Faults faults;
    auto out = load(backbone, faults);
    faults.throw_if_any();
    return out;
  }
  static std::string hubert(const std::string& more) {
    return "plugin = \"hubert\"\ncheckpoint = '" +
           (golden() / "encoders/hubert_group_postln").string() + "'\n" + more + "\n";
  }
  std::shared_ptr<Model> model(const std::string& backbone) const {
    return std::make_shared<Model>(load(backbone), registry(), 1);
  }
  static torch::nn::Module& encoder(Model& model) {
    return *model.chain().adapters().front()->backbone();
  }
  static std::vector<std::string> trained(Model& model) {
    std::vector<std::string> out;
    for (const auto& item : encoder(model).named_parameters())
      if (item.value().requires_grad()) out.push_back(item.key());
    return out;
  }

  const fs::path file_ =
      fs::temp_directory_path() / ("serhost-adapted-" + std::to_string(::getpid()) + ".toml");
};

double distance(const at::Tensor& a, const at::Tensor& b) {
  return ((a - b).norm() / b.norm()).item<double>();
}

/// The golden's thin matrices, as the adapted layers' own.
void load_thin(torch::nn::Module& encoder, const weights::Tensors& from) {
  const at::NoGradGuard no_graph;
  for (auto& item : encoder.named_parameters()) {
    const auto at = item.key().find(".adaptation.");
    if (at == std::string::npos) continue;
    item.value().copy_(from.at(item.key().substr(at + 12) + "." + item.key().substr(0, at)));
  }
}

TEST_F(Adapted, LoraGivesWhatPeftGives) {
  const auto expected = weights::read_safetensors(golden() / "peft/expected.safetensors");
  const auto made =
      model(hubert("adapt = { name = \"lora\", rank = 4, alpha = 10.0 }\nspec_augment = false"));
  made->eval();
  load_thin(encoder(*made), expected);
  const auto clip = expected.at("input");
  const Sequence audio{clip.unsqueeze(0), at::tensor({clip.size(0)}), {}, {}};
  Step step;
  const auto last = made->chain().forward(audio, step).values[0];
  EXPECT_LT(distance(last, expected.at("last")), 1e-5);
  EXPECT_LT(distance(last, expected.at("merged")), 1e-5);

  const auto frames = at::arange(last.size(0)).unsqueeze(1), width = at::arange(last.size(1));
  (last * (frames + width * 0.37).cos()).sum().backward();
  std::size_t gradients = 0;
  for (const auto& item : encoder(*made).named_parameters()) {
    const auto at = item.key().find(".adaptation.");
    if (at == std::string::npos) {
      EXPECT_FALSE(item.value().grad().defined()) << item.key();
      continue;
    }
    const auto name = item.key().substr(at + 12) + "." + item.key().substr(0, at);
    // Both in fp32; the values agree to 1e-5, their gradients through two layers to a little less.
    EXPECT_LT(distance(item.value().grad(), expected.at("gradient." + name)), 5e-5) << name;
    ++gradients;
  }
  EXPECT_EQ(gradients, 8u);
}

TEST_F(Adapted, MergedWeightsAreThoseOfThePlainEncoder) {
  const auto expected = weights::read_safetensors(golden() / "peft/expected.safetensors");
  const auto made = model(hubert("adapt = { name = \"lora\", rank = 4, alpha = 10.0 }"));
  const auto plain = model(hubert(""));
  load_thin(encoder(*made), expected);
  const at::NoGradGuard no_graph;
  auto into = encoder(*plain).named_parameters();
  for (const auto& item : encoder(*made).named_modules()) {
    const auto* const linear = dynamic_cast<const nn::Linear*>(item.value().get());
    if (linear != nullptr && linear->adapted())
      into[item.key() + ".weight"].copy_(linear->merged_weight());
  }
  plain->eval();
  const auto clip = expected.at("input");
  Step step;
  EXPECT_LT(distance(plain->chain()
                         .forward({clip.unsqueeze(0), at::tensor({clip.size(0)}), {}, {}}, step)
                         .values[0],
                     expected.at("last")),
            1e-5);
}

// However it is adapted: training begins where the encoder is.
TEST_F(Adapted, BeginsAsTheEncoderItself) {
  const auto clip = at::rand({1, 4000});
  const auto frames = [&](const std::string& adapt) {
    const auto made = model(hubert(adapt));
    made->eval();
    Step step;
    const at::NoGradGuard no_graph;
    return made->chain().forward({clip, at::tensor({4000L}), {}, {}}, step).values;
  };
  const auto plain = frames("");
  for (const std::string name : {"lora", "bitfit", "adapter"})
    EXPECT_LT(distance(frames("adapt = { name = \"" + name + "\" }"), plain), 1e-6) << name;
}

TEST_F(Adapted, TrainsNothingButTheMethodsOwn) {
  auto lora = trained(*model(hubert("adapt = { name = \"lora\", targets = [\"k_proj\"] }")));
  EXPECT_THAT(lora, ElementsAre("encoder.layers.0.attention.k_proj.adaptation.a",
                                "encoder.layers.0.attention.k_proj.adaptation.b",
                                "encoder.layers.1.attention.k_proj.adaptation.a",
                                "encoder.layers.1.attention.k_proj.adaptation.b"));
  const auto biases = trained(*model(hubert("adapt = { name = \"bitfit\" }")));
  EXPECT_THAT(biases, Each(EndsWith(".bias")));
  EXPECT_GT(biases.size(), 10u);
  const auto adapter = trained(*model(hubert("adapt = { name = \"adapter\", width = 3 }")));
  EXPECT_EQ(adapter.size(), 16u) << "2 layers, 2 ends of blocks, 4 tensors";
}

// `freeze` says where it begins; what is frozen by it is a prefix whose output is cached.
TEST_F(Adapted, LeavesFrozenStagesAlone) {
  const auto made = model(hubert("freeze = \"layer_1\"\nadapt = { name = \"lora\" }"));
  EXPECT_THAT(trained(*made), Each(HasSubstr("layers.1.")));
  EXPECT_TRUE(made->chain().has_frozen_prefix());
}

TEST_F(Adapted, SaysWhatCannotBeAdapted) {
  const auto told = [&](const std::string& backbone) {
    return fakes::message_of([&] { model(backbone); });
  };
  EXPECT_THAT(told(hubert("adapt = { name = \"lora\", targets = [\"q_prj\"] }")),
              HasSubstr("has no linear layer 'q_prj' to adapt; it has: projection, k_proj"));
  EXPECT_THAT(told("plugin = \"lstm\"\nadapt = { name = \"lora\" }"),
              HasSubstr("backbone 'lstm' has no linear layers that can be adapted"));
  const auto faults = [&](const std::string& backbone) {
    Faults out;
    load(backbone, out);
    return out.text();
  };
  EXPECT_THAT(faults("plugin = \"hubert\"\nfreeze = \"all\"\nadapt = { name = \"lora\" }"),
              HasSubstr(":8:9: backbone.adapt: the backbone's own weights are frozen by it"));
  EXPECT_THAT(faults("plugin = \"hubert\"\nadapt = { name = \"lora\", width = 3 }"),
              HasSubstr("backbone.adapt.width: lora does not use it, only adapter does"));
  EXPECT_THAT(faults("plugin = \"hubert\"\nadapt = \"lora\""),
              HasSubstr("a table as in { name = \"lora\", rank = 8 }"));
}

// What ran before the key was there has the hash that it had.
TEST_F(Adapted, IsRecordedOnlyWhereItIsChosen) {
  const auto plain = load("plugin = \"hubert\"\n");
  EXPECT_THAT(plain.resolved, ::testing::Not(HasSubstr("adapt =")));
  EXPECT_EQ(load("plugin = \"hubert\"\nadapt = { name = \"none\" }").experiment_hash,
            plain.experiment_hash);
  const auto lora = load("plugin = \"hubert\"\nadapt = { name = \"lora\", rank = 2 }");
  EXPECT_THAT(lora.resolved, HasSubstr("adapt = { name = \"lora\", rank = 2, alpha = 8.0, "));
  EXPECT_NE(lora.experiment_hash, plain.experiment_hash);
  std::ofstream(file_) << lora.resolved;
  EXPECT_EQ(config::load_or_throw(file_, {}, registry()).experiment_hash, lora.experiment_hash);
}

}  // namespace
}  // namespace serhost::model
