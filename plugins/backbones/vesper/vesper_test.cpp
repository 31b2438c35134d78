// Vesper against the values of its own code (tests/golden/vesper): a published file, extraction
// from a WavLM, masks, sizes.
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>

#include <serhost/nn/initialization.hpp>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>

#include "../goldens.hpp"
#include "checkpoint.hpp"
#include "network.hpp"

namespace {

namespace fs = std::filesystem;
namespace nn = serhost::nn;
namespace weights = serhost::weights;
using goldens::expect_close;
using serhost::testing::make_backbone;
using serhost::testing::step;
using Options = std::vector<std::string>;

/// A half of it is theirs: in double precision the same network differs by 2.1e-5 from what their
/// code stored. Over a clip's frames together the two agree to 1e-5.
constexpr double kTolerance = 4e-5;

/// Batches were filled up to 16,000 samples; buckets end at 80 frames.
constexpr const char* kBuffer = "pad_to=16000";
constexpr const char* kDistance = "max_bucket_distance=80";

class Vesper : public testing::Test {
 protected:
  fs::path file = goldens::path("vesper", "student.safetensors");
  weights::Tensors expected = goldens::read("vesper", "expected.safetensors");
  at::Tensor lengths = 16000 - expected.at("padding_mask").to(at::kLong).sum(1);
  serhost::Sequence audio{.values = expected.at("waveform"), .lengths = lengths};
  serhost::testing::TemporaryFolder temporary;

  std::shared_ptr<serhost::Backbone> student(const fs::path& checkpoint, Options more = {}) const {
    more.insert(more.end(), {kBuffer, kDistance, "checkpoint=" + checkpoint.string()});
    auto made = make_backbone("vesper", more);
    made->eval();
    return made;
  }

  /// `states` are those of `kind`, in the frames that are valid.
  void expect_states(const std::vector<serhost::Sequence>& states, const std::string& kind) const {
    ASSERT_EQ(states.size(), 5U);
    for (std::size_t i = 0; i < states.size(); ++i) {
      const auto name = kind + "_layer." + std::to_string(i);
      const auto& all = expected.at(name);
      for (std::int64_t clip = 0; clip < 3; ++clip) {
        const auto frames = states[i].lengths[clip].item<std::int64_t>();
        ASSERT_EQ(frames, clip == 1 ? 31 : 49);
        const auto own = states[i].values[clip].narrow(0, 0, frames);
        const auto theirs = all[clip].narrow(0, 0, frames);
        const auto what = name + " of clip " + std::to_string(clip);
        expect_close(own, theirs, what, kTolerance);
        EXPECT_LT((own - theirs).norm().item<double>(), 1e-5 * theirs.norm().item<double>())
            << what;
      }
    }
  }

  /// A WavLM of 8 layers: those of the student between others, and a norm behind them.
  fs::path teacher() const {
    weights::Tensors out;
    const std::string layers = "vesper.encoder.layers.";
    for (const auto& [name, tensor] : weights::read_safetensors(file)) {
      if (!name.starts_with("vesper.")) continue;
      if (!name.starts_with(layers)) {
        out.emplace(name.substr(7), tensor);
        continue;
      }
      const auto own = std::stoi(name.substr(layers.size(), 1));
      const auto rest = name.substr(layers.size() + 1);
      out.emplace("encoder.layers." + std::to_string(2 * own) + rest, tensor);
      if (rest.find("relative_attention_bias") == std::string::npos)
        out.emplace("encoder.layers." + std::to_string(2 * own + 1) + rest, tensor * 3 + 1);
    }
    out.emplace("encoder.layer_norm.weight", at::full({32}, 7.0));
    out.emplace("encoder.layer_norm.bias", at::ones({32}));
    const auto path = temporary.path() / "teacher.safetensors";
    weights::write_safetensors(path, out);
    return path;
  }
};

TEST_F(Vesper, GivesWhatItsCodeGivesLayerByLayer) {
  const at::NoGradGuard off;
  const auto backbone = student(file);
  auto now = step();
  expect_states(dynamic_cast<serhost::Layerwise&>(*backbone).run_layers(audio, now), "unmasked");
}

TEST_F(Vesper, MasksFramesAtTwoDepths) {
  const at::NoGradGuard off;
  auto source = vesper::source_of(file, {});
  source.config.max_bucket_distance = 80;
  auto options = nn::options_of(source.config);
  options.normalize_epsilon = 1e-5;
  vesper::Network network(options, 16000);
  weights::load_into(network, source.tensors);
  network.eval();
  auto now = step();
  const auto placed = network.place(network.project(network.extract(audio), now), now);
  const auto mask = [&](const char* name) {
    const auto& padded = expected.at(name);
    return nn::pack({.values = padded.unsqueeze(2), .lengths = nn::to_tensor(placed.lengths)})
        .values.squeeze(1)
        .to(at::kBool);
  };
  std::vector<serhost::Sequence> states;
  for (const auto& state : network.states(
           placed, {.small = mask("fixed.small_mask"), .large = mask("fixed.large_mask")}, now))
    states.push_back(nn::pad(state));
  expect_states(states, "student");
}

TEST_F(Vesper, BeginsAsEverySecondLayerOfItsTeacher) {
  const at::NoGradGuard off;
  const auto backbone = student(teacher(), {"num_hidden_layers=4"});
  auto now = step();
  expect_states(dynamic_cast<serhost::Layerwise&>(*backbone).run_layers(audio, now), "unmasked");
}

TEST_F(Vesper, RefusesLayersThatAreNotAtEqualDistances) {
  for (const auto& [checkpoint, layers, part] :
       {std::tuple{teacher(), "3", "num_hidden_layers = 3 cannot be taken at equal distances"},
        std::tuple{file, "12", "has 4 layers; leave out num_hidden_layers"}}) {
    try {
      student(checkpoint, {std::string("num_hidden_layers=") + layers});
      FAIL() << part;
    } catch (const std::exception& fault) {
      EXPECT_NE(std::string(fault.what()).find(part), std::string::npos) << fault.what();
    }
  }
}

TEST_F(Vesper, NormalizesAClipByItselfWhereNothingIsFilledUp) {
  const at::NoGradGuard off;
  const Options alone = {kDistance, "checkpoint=" + file.string()};
  const auto backbone = make_backbone("vesper", alone);
  backbone->eval();
  auto now = step();
  const auto out = backbone->forward(audio, now);
  EXPECT_EQ(out.lengths[1].item<std::int64_t>(), (10000 - 400) / 320 + 1);
  expect_close(out.values[0], expected.at("unmasked_layer.4")[0], "a clip that fills the buffer",
               kTolerance);
  EXPECT_GT((out.values[1].narrow(0, 0, 30) - expected.at("unmasked_layer.4")[1].narrow(0, 0, 30))
                .abs()
                .max()
                .item<double>(),
            1e-3);
}

TEST(VesperPlugin, HasTheParametersOfThePublishedModels) {
  const nn::WithoutInitialization quickly;
  const auto parameters = [](std::int64_t layers) {
    return goldens::parameters_of(
        vesper::Network(nn::options_of(vesper::published(layers)), /*pad_to=*/0));
  };
  EXPECT_EQ(parameters(4), 63'515'872);
  EXPECT_EQ(parameters(12), 164'289'952);
}

TEST(VesperPlugin, RefusesABufferWithoutAFrame) {
  EXPECT_THROW(make_backbone("vesper", {"num_hidden_layers=2", "hidden_size=32",
                                        "num_attention_heads=4", "pad_to=100"}),
               std::exception);
}

}  // namespace
