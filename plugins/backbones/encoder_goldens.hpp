// The tests of the encoders of wav2vec 2.0's kind against Transformers. Every folder of
// tests/golden/encoders is a tiny model of theirs with what it gives (make_goldens.py); its name
// begins with the plugin's. The plugin must give the same, layer by layer, for each clip alone and
// together. A plugin's test ends with
//
//   SERHOST_ENCODER_GOLDENS(hubert);
#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>
#include <utility>

namespace encoder_goldens {

namespace fs = std::filesystem;
using serhost::Sequence;
using serhost::testing::make_backbone;
using serhost::testing::step;

constexpr double kTolerance = 1e-5;  // relative, L2 of all of a clip's frames

inline fs::path folder() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  return source == nullptr ? fs::path() : fs::path(source) / "tests/golden/encoders";
}

/// "fixture_wavlm_layer_preln" and "wavlm_far" are of wavlm.
inline std::vector<std::string> models_of(const std::string& plugin) {
  std::vector<std::string> names;
  if (folder().empty()) return names;
  for (const auto& entry : fs::directory_iterator(folder())) {
    const auto name = entry.path().filename().string();
    if ((name.starts_with(plugin + "_") || name.starts_with("fixture_" + plugin + "_")) &&
        fs::exists(entry.path() / "expected.safetensors"))
      names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// As Transformers names a parameter.
inline std::string published_name(std::string name) {
  for (const auto& [own, theirs] :
       {std::pair{"conv.weight_g", "conv.parametrizations.weight.original0"},
        std::pair{"conv.weight_v", "conv.parametrizations.weight.original1"}}) {
    if (const auto at = name.find(own); at != std::string::npos)
      name.replace(at, std::string(own).size(), theirs);
  }
  return name;
}

struct Clip {
  at::Tensor wave;    // [T]
  at::Tensor hidden;  // [layers + 1, F, W], or [1, F, W]: the last
};

inline std::vector<Clip> clips_of(const std::string& model) {
  const auto tensors =
      serhost::weights::read_safetensors(folder() / model / "expected.safetensors");
  std::vector<Clip> clips;
  for (int i = 0; tensors.contains("input." + std::to_string(i)); ++i)
    clips.push_back(
        {tensors.at("input." + std::to_string(i)), tensors.at("hidden." + std::to_string(i))});
  return clips;
}

inline Sequence batch_of(const std::vector<Clip>& clips) {
  std::vector<std::int64_t> lengths;
  for (const auto& clip : clips) lengths.push_back(clip.wave.size(0));
  Sequence batch;
  batch.values = at::zeros(
      {static_cast<std::int64_t>(clips.size()), *std::max_element(lengths.begin(), lengths.end())});
  for (std::size_t i = 0; i < clips.size(); ++i)
    batch.values[static_cast<std::int64_t>(i)].narrow(0, 0, lengths[i]).copy_(clips[i].wave);
  batch.lengths = at::tensor(lengths, at::kLong);
  return batch;
}

inline double difference(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

inline void expect_layers(serhost::Backbone& backbone, const std::vector<Clip>& clips,
                          const std::string& how) {
  const at::NoGradGuard off;
  auto now = step();
  const auto batch = batch_of(clips);
  const auto layers = dynamic_cast<serhost::Layerwise&>(backbone).run_layers(batch, now);
  const bool all = clips.front().hidden.size(0) > 1;  // else the last layer alone
  if (all) { ASSERT_EQ(static_cast<std::int64_t>(layers.size()), clips.front().hidden.size(0)); }
  const auto last = backbone.forward(batch, now);
  for (std::int64_t i = 0; i < static_cast<std::int64_t>(clips.size()); ++i) {
    const auto& expected = clips[static_cast<std::size_t>(i)].hidden;
    const auto frames = expected.size(1);
    ASSERT_EQ(last.lengths[i].item().toLong(), frames) << how << ", clip " << i;
    for (std::int64_t layer = 0; all && layer < expected.size(0); ++layer) {
      const auto got = layers[static_cast<std::size_t>(layer)].values[i].narrow(0, 0, frames);
      EXPECT_LT(difference(got, expected[layer]), kTolerance)
          << how << ", clip " << i << ", layer " << layer;
    }
    EXPECT_LT(difference(last.values[i].narrow(0, 0, frames), expected[-1]), kTolerance)
        << how << ", clip " << i;
  }
}

class EncoderGoldens {
 public:
  EncoderGoldens(std::string plugin, const std::string& model)
      : plugin_(std::move(plugin)), model_(model) {}

  std::shared_ptr<serhost::Backbone> backbone() const {
    auto made = make_backbone(plugin_, {"checkpoint=" + (folder() / model_).string()});
    made->eval();
    return made;
  }

  void expect_the_same_numbers_alone_and_together() const {
    const auto own = backbone();
    auto clips = clips_of(model_);
    ASSERT_FALSE(clips.empty());
    for (const auto& clip : clips) expect_layers(*own, {clip}, "alone");
    if (clips.size() < 2) return;
    expect_layers(*own, clips, "together");
    std::reverse(clips.begin(), clips.end());
    expect_layers(*own, clips, "in reverse order");
  }

  void expect_the_gradients_of_the_same_sum() const {
    const auto tensors =
        serhost::weights::read_safetensors(folder() / model_ / "expected.safetensors");
    if (std::none_of(tensors.begin(), tensors.end(),
                     [](const auto& one) { return one.first.starts_with("gradient."); }))
      return;  // the folders fixture_* hold outputs alone
    const auto own = backbone();
    auto now = step();
    const auto clips = clips_of(model_);
    const auto out = own->forward(batch_of(clips), now);
    at::Tensor sum;
    for (std::int64_t i = 0; i < out.values.size(0); ++i) {
      const auto last = out.values[i].narrow(0, 0, out.lengths[i].item().toLong());
      const auto weight =
          at::cos(at::arange(last.size(0)).unsqueeze(1) + 0.37 * at::arange(last.size(1)));
      const auto part = (last * weight).sum();
      sum = sum.defined() ? sum + part : part;
    }
    sum.backward();
    double error = 0, size = 0;
    std::size_t compared = 0;
    for (const auto& item : own->named_parameters()) {
      const auto expected = tensors.find("gradient." + published_name(item.key()));
      if (expected == tensors.end()) continue;  // masked_spec_embed, which evaluation does not use
      ASSERT_TRUE(item.value().grad().defined()) << item.key();
      ++compared;
      const double off =
          at::linalg_vector_norm(item.value().grad() - expected->second).item().toDouble();
      const double norm = at::linalg_vector_norm(expected->second).item().toDouble();
      EXPECT_LT(off, 1e-4 * norm + 1e-3) << item.key() << " of norm " << norm;
      error += off * off;
      size += norm * norm;
    }
    EXPECT_LT(std::sqrt(error / size), 1e-5);
    EXPECT_EQ(compared, std::count_if(tensors.begin(), tensors.end(), [](const auto& one) {
                return one.first.starts_with("gradient.");
              }));
  }

 private:
  std::string plugin_, model_;
};

}  // namespace encoder_goldens

#define SERHOST_ENCODER_GOLDENS(plugin)                                                          \
  class Golden : public testing::TestWithParam<std::string> {};                                  \
  INSTANTIATE_TEST_SUITE_P(OfTransformers, Golden,                                               \
                           testing::ValuesIn(encoder_goldens::models_of(#plugin)),               \
                           [](const auto& one) { return one.param; });                           \
  TEST(Goldens, AreThere) { EXPECT_GE(encoder_goldens::models_of(#plugin).size(), 2U); }         \
  TEST_P(Golden, GivesTheSameNumbersAloneAndTogether) {                                          \
    encoder_goldens::EncoderGoldens(#plugin, GetParam())                                         \
        .expect_the_same_numbers_alone_and_together();                                           \
  }                                                                                              \
  TEST_P(Golden, GivesEveryParameterTheGradientOfTheSameSum) {                                   \
    encoder_goldens::EncoderGoldens(#plugin, GetParam()).expect_the_gradients_of_the_same_sum(); \
  }                                                                                              \
  static_assert(true, "")
