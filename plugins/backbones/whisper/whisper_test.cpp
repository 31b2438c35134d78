// Whisper's encoder against Transformers (tests/golden/whisper), its windows, the published sizes,
// and what every backbone promises.
#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_vector_norm.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <serhost/testing.hpp>
#include <serhost/weights/module_state.hpp>
#include <serhost/weights/safetensors.hpp>

#include "front_end.hpp"
#include "network.hpp"

namespace {

using serhost::Sequence;
using serhost::testing::make_backbone;
using serhost::testing::step;

std::filesystem::path golden() {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return std::filesystem::path(source) / "tests/golden/whisper";
}

double difference(const at::Tensor& got, const at::Tensor& expected) {
  return (at::linalg_vector_norm(got - expected) / at::linalg_vector_norm(expected))
      .item()
      .toDouble();
}

Sequence alone(const at::Tensor& wave) {
  return {.values = wave.unsqueeze(0),
          .lengths = at::full({1}, wave.size(0), at::kLong),
          .summary = {},
          .segment_ids = {}};
}

std::int64_t parameters(const std::string& size, std::vector<std::string> others = {}) {
  others.push_back("size=" + size);
  std::int64_t count = 0;
  for (const auto& parameter : make_backbone("whisper", others)->parameters())
    count += parameter.numel();
  return count;
}

}  // namespace

TEST(Whisper, GivesTheNumbersOfTransformers) {
  const at::NoGradGuard off;
  const auto backbone = make_backbone("whisper", {"checkpoint=" + golden().string()});
  backbone->eval();
  const auto expected = serhost::weights::read_safetensors(golden() / "expected.safetensors");
  auto now = step();
  const whisper::FrontEnd front_end(80);
  for (const char* clip : {"0", "1", "2", "3"}) {
    const auto wave = expected.at(std::string("input.") + clip),
               hidden = expected.at(std::string("hidden.") + clip);
    EXPECT_LT(difference(front_end(wave, 16000), expected.at(std::string("mel.") + clip)), 1e-5)
        << clip;
    const auto states = dynamic_cast<serhost::Layerwise&>(*backbone).run_layers(alone(wave), now);
    ASSERT_EQ(static_cast<std::int64_t>(states.size()), hidden.size(0));
    for (std::int64_t layer = 0; layer < hidden.size(0); ++layer)
      EXPECT_LT(difference(states[static_cast<std::size_t>(layer)].values[0], hidden[layer]), 1e-5)
          << clip << ", layer " << layer;
    EXPECT_TRUE(at::equal(backbone->forward(alone(wave), now).values, states.back().values));
  }
}

TEST(Whisper, GivesTheNumbersOfTransformersForASpectrum) {
  const at::NoGradGuard off;
  const auto expected =
      serhost::weights::read_safetensors(golden() / "encoder_alone/expected.safetensors");
  whisper::Network network(
      {.layer = {.width = 32, .heads = 4, .hidden = 64}, .layers = 3, .positions = 100});
  serhost::weights::load_into(
      network, serhost::weights::read_safetensors(golden() / "encoder_alone/model.safetensors"));
  network.eval();
  auto now = step();
  const auto states = network.states(network.convolve(expected.at("input")[0].t(), now), now);
  ASSERT_EQ(states.size(), 4u);
  for (std::size_t layer = 0; layer < 4; ++layer)
    EXPECT_LT(difference(states[layer], expected.at("hidden_states." + std::to_string(layer))[0]),
              1e-5)
        << "layer " << layer;
  EXPECT_LT(difference(states.back(), expected.at("last_hidden_state")[0]), 1e-5);
}

TEST(Whisper, ReadsTheSameModelAsADirectory) {
  const auto backbone =
      make_backbone("whisper", {"checkpoint=" + (golden() / "encoder_alone").string()});
  EXPECT_EQ(backbone->width(), 32);
  EXPECT_EQ(dynamic_cast<serhost::Layerwise&>(*backbone).layers(), 4);
}

TEST(Whisper, HearsALongClipAWindowAtATime) {
  const at::NoGradGuard off;
  const auto backbone = make_backbone("whisper", {"checkpoint=" + golden().string()});
  backbone->eval();
  auto now = step();
  const auto wave =
      serhost::testing::noise({40000}).values[0];  // windows of 16000, 16000 and 8000 samples
  const auto whole = backbone->forward(alone(wave), now).values[0];
  ASSERT_EQ(whole.size(0), 125);
  const auto second = backbone->forward(alone(wave.narrow(0, 16000, 16000)), now).values[0];
  const auto third = backbone->forward(alone(wave.narrow(0, 32000, 8000)), now).values[0];
  EXPECT_LT(difference(whole.narrow(0, 50, 50), second), 1e-6);
  EXPECT_LT(difference(whole.narrow(0, 100, 25), third), 1e-6);
}

TEST(Whisper, RefusesByNameWhatItCannotCompute) {
  const serhost::testing::TemporaryFolder temporary;
  const auto folder = temporary.path() / "model";
  std::filesystem::copy(golden() / "encoder_alone", folder);
  for (const std::string field : {"\"scale_embedding\": true", "\"apply_spec_augment\": true",
                                  "\"activation_function\": \"mish\"",
                                  "\"model_type\": \"wav2vec2\"", "\"a_new_field\": 1"}) {
    std::ofstream(folder / "config.json")
        << "{\"model_type\": \"whisper\", \"d_model\": 32, " << field << "}";
    const auto name = field.substr(1, field.find('"', 1) - 1);
    if (name == "model_type") std::ofstream(folder / "config.json") << "{" << field << "}";
    try {
      make_backbone("whisper", {"checkpoint=" + folder.string()});
      ADD_FAILURE() << field << " was not refused";
    } catch (const std::exception& fault) {
      EXPECT_NE(std::string(fault.what()).find(name), std::string::npos) << fault.what();
    }
  }
}

TEST(Whisper, WhoseConfigLiesIsRefusedBeforeAnythingIsMade) {
  const serhost::testing::TemporaryFolder temporary;
  const auto folder = temporary.path() / "model";
  std::filesystem::copy(golden() / "encoder_alone", folder);
  std::ifstream in(folder / "config.json");
  const std::string own((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  const auto refusal = [&] {
    try {
      make_backbone("whisper", {"checkpoint=" + folder.string()});
      return std::string();
    } catch (const std::exception& fault) { return std::string(fault.what()); }
  };
  for (const std::string lie :
       {"\"encoder_layers\": 2147483648", "\"encoder_layers\": 4000", "\"d_model\": 65536",
        "\"encoder_attention_heads\": 3", "\"max_source_positions\": 1000000"}) {
    const auto name = lie.substr(0, lie.find(':'));
    const auto at = own.find(name);
    ASSERT_NE(at, std::string::npos) << name;
    auto text = own;
    text.replace(at, own.find_first_of(",}\n", at) - at, lie);
    std::ofstream(folder / "config.json") << text;
    const auto told = refusal();
    EXPECT_TRUE(told.find("do not fit the model") != std::string::npos ||
                told.find(name.substr(1, name.size() - 2) + " is ") != std::string::npos)
        << lie << ": " << told;
  }
  std::ofstream(folder / "config.json") << own;
  std::ofstream(folder / "preprocessor_config.json") << R"({"sampling_rate": 8000})";
  EXPECT_NE(refusal().find("sampling_rate is 8000"), std::string::npos) << refusal();
}

TEST(Whisper, HasTheParametersOfThePublishedModels) {
  EXPECT_EQ(parameters("tiny"), 8208384);
  EXPECT_EQ(parameters("base"), 20590592);
  EXPECT_EQ(parameters("small"), 88154112);
  EXPECT_EQ(parameters("medium"), 307216384);
}

TEST(Whisper, HasTheParametersOfTheLargeModelsLayerByLayer) {
  // All layers are alike, so two small models tell the 2.5 GB of the large one.
  const auto with_layers = [](const std::string& size, const std::string& layers) {
    return parameters(size, {"encoder_layers=" + layers});
  };
  for (const auto& [size, count] : {std::pair<const char*, std::int64_t>{"large", 636784640},
                                    {"large-v3", 636784640 + 3 * 48 * 1280}}) {
    const auto one = with_layers(size, "1"), two = with_layers(size, "2");
    EXPECT_EQ(one + 31 * (two - one), count)
        << size;  // of version 3: 48 more mel bands enter the first convolution, 3 wide
  }
}
