// Published models with their heads against Transformers, and what is told where a head is none
// that is known.
#include "train/published_model.hpp"

#include <ATen/ops/linear.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <serhost/backbone.hpp>
#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "config/load.hpp"
#include "train/published_head.hpp"

namespace serhost::train {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

fs::path golden(const std::string& name) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return fs::path(source) / "tests/golden" / name;
}

PredictOptions on_cpu() {
  PredictOptions out;
  out.device = "cpu";
  out.threads = 1;
  return out;
}

class Published : public ::testing::Test {
 protected:
  static const host::Registry& registry() {
    static const auto made = host::Registry::discover(host::PluginSearchPath::standard());
    return made;
  }

  static Answer answer(PublishedModel& model, const at::Tensor& wave) {
    data::LoadedBatch batch;
    batch.clips = {0};
    batch.longest = wave.size(0);
    batch.lengths = {wave.size(0)};
    const auto plain = wave.contiguous();
    batch.values.assign(plain.const_data_ptr<float>(),
                        plain.const_data_ptr<float>() + plain.numel());
    return model.answer_each(std::move(batch), {"a.wav"}).at(0);
  }

  /// Padded with ones, which no answer may hear.
  static std::vector<Answer> answers(PublishedModel& model, const std::vector<at::Tensor>& waves) {
    data::LoadedBatch batch;
    std::vector<std::string> names;
    for (const auto& wave : waves) {
      batch.clips.push_back(names.size());
      batch.lengths.push_back(wave.size(0));
      batch.longest = std::max(batch.longest, wave.size(0));
      names.push_back(std::to_string(names.size()) + ".wav");
    }
    for (const auto& wave : waves) {
      const auto plain = wave.contiguous();
      const auto* first = plain.const_data_ptr<float>();
      batch.values.insert(batch.values.end(), first, first + plain.numel());
      batch.values.resize(
          batch.values.size() + static_cast<std::size_t>(batch.longest - plain.numel()), 1.0F);
    }
    return model.answer_each(std::move(batch), names);
  }

  static std::string fault_of(const fs::path& path, Exit expected) {
    try {
      const PublishedModel model(path, registry(), on_cpu());
    } catch (const Error& error) {
      EXPECT_EQ(error.exit(), expected) << error.what();
      return error.what();
    }
    return "no error";
  }
};

TEST_F(Published, GiveTheScoresOfTransformers) {
  for (const std::string name :
       {"wav2vec2_sequence", "hubert_sequence", "wavlm_sequence", "dimensions"}) {
    const auto folder = golden("published_heads") / name;
    PublishedModel model(folder, registry(), on_cpu());
    EXPECT_EQ(model.sample_rate(), 16000);
    const bool values = name == "dimensions";
    const std::vector<std::string> columns =
        values ? std::vector<std::string>{"predicted_arousal", "predicted_dominance",
                                          "predicted_valence"}
               : std::vector<std::string>{"predicted", "p_neu", "p_hap", "p_ang", "p_sad"};
    EXPECT_EQ(model.columns(), columns);
    const auto expected = weights::read_safetensors(folder / "expected.safetensors");
    for (int k = 0; k < 3; ++k) {
      const auto said = answer(model, expected.at("input." + std::to_string(k)));
      const auto& scores = expected.at("scores." + std::to_string(k));
      const std::size_t first = values ? 0 : 1;
      ASSERT_EQ(said.size(), static_cast<std::size_t>(scores.size(0)) + first);
      for (std::int64_t i = 0; i < scores.size(0); ++i)
        EXPECT_NEAR(std::stod(said[static_cast<std::size_t>(i) + first]), scores[i].item<double>(),
                    1e-5)
            << name << ", clip " << k << ", score " << i;
      if (values) continue;
      const auto likeliest = static_cast<std::size_t>(scores.argmax().item<std::int64_t>());
      EXPECT_EQ("p_" + said[0], model.columns()[likeliest + 1]);
    }
  }
}

TEST_F(Published, SaysTheSameOfClipsAloneAndTogetherWhateverTheThreads) {
  const auto folder = golden("published_heads") / "wavlm_sequence";
  const auto expected = weights::read_safetensors(folder / "expected.safetensors");
  std::vector<at::Tensor> waves;
  for (int k = 0; k < 3; ++k) waves.push_back(expected.at("input." + std::to_string(k)));
  ASSERT_NE(waves[0].size(0), waves[1].size(0)) << "one length would need no padding";
  std::vector<Answer> alone;
  {
    PublishedModel model(folder, registry(), on_cpu());
    for (const auto& wave : waves) alone.push_back(answer(model, wave));
  }
  auto options = on_cpu();
  options.threads = 2;
  PublishedModel model(folder, registry(), options);
  EXPECT_EQ(answers(model, waves), alone);
}

TEST_F(Published, Emotion2vecPlusHasNineLabels) {
  const TemporaryFolder folder("published-test");
  auto tensors = weights::read_safetensors(golden("emotion2vec") / "model.safetensors");
  tensors["proj.weight"] = at::randn({9, 48});
  tensors["proj.bias"] = at::randn({9});
  weights::write_safetensors(folder.path() / "model.safetensors", tensors);
  PublishedModel model(folder.path() / "model.safetensors", registry(), on_cpu());
  EXPECT_THAT(model.classes(), ElementsAre("angry", "disgusted", "fearful", "happy", "neutral",
                                           "other", "sad", "surprised", "unknown"));
  const auto wave =
      weights::read_safetensors(golden("emotion2vec") / "expected.safetensors").at("input")[0];
  const auto said = answer(model, wave);

  std::string why;
  const auto* info = registry().find(Kind::backbone, "emotion2vec", why);
  ASSERT_NE(info, nullptr) << why;
  Faults faults;
  const auto values = config::values_from(
      *info, {"checkpoint=\"" + (folder.path() / "model.safetensors").string() + "\""}, registry(),
      faults);
  faults.throw_if_any();
  const auto encoder = registry().make_backbone(
      *info, values, Context{[](const std::string&) {}, info->file.parent_path(), 1});
  encoder->eval();
  Step step;
  const auto frames =
      encoder->forward({wave.unsqueeze(0), at::tensor({wave.size(0)}), {}, {}}, step).values[0];
  const auto scores =
      at::softmax(at::linear(frames.mean(0), tensors.at("proj.weight"), tensors.at("proj.bias"))
                      .to(at::kDouble),
                  0);
  for (std::int64_t i = 0; i < 9; ++i)
    EXPECT_NEAR(std::stod(said.at(static_cast<std::size_t>(i) + 1)), scores[i].item<double>(),
                1e-6);

  replace_file(folder.path() / "tokens.txt", "a/one\nb/two\nthree\n4\n5\n6\n7\n8\n<unk>\n");
  EXPECT_THAT(PublishedModel(folder.path() / "model.safetensors", registry(), on_cpu()).classes(),
              ElementsAre("one", "two", "three", "4", "5", "6", "7", "8", "unknown"));
}

TEST_F(Published, HeadsOfOtherKindsAreToldWithThoseThatAreKnown) {
  const auto encoder = golden("encoders") / "hubert_group_postln";
  EXPECT_THAT(fault_of(encoder, Exit::config),
              ::testing::AllOf(HasSubstr("holds no head that is known"),
                               HasSubstr("sequence classification of Transformers"),
                               HasSubstr("emotion2vec+")));
  const TemporaryFolder folder("published-test");
  fs::copy(golden("published_heads") / "hubert_sequence", folder.path(),
           fs::copy_options::recursive);
  const auto with = [&](const char* field, const nlohmann::json& value) {
    auto config =
        nlohmann::json::parse(read_file(golden("published_heads") / "hubert_sequence/config.json"));
    config[field] = value;
    replace_file(folder.path() / "config.json", config.dump());
  };
  with("pooling_mode", "first");
  EXPECT_THAT(fault_of(folder.path(), Exit::config), HasSubstr("pooling_mode is \"first\""));
  with("use_weighted_layer_sum", true);
  EXPECT_THAT(fault_of(folder.path(), Exit::damaged), HasSubstr("no layer_weights"));
  with("model_type", "whisper");
  EXPECT_THAT(fault_of(folder.path(), Exit::config), HasSubstr("model_type is \"whisper\""));
  EXPECT_TRUE(looks_published(folder.path()));
  EXPECT_FALSE(looks_published(golden("metrics")));
}

TEST(PublishedHead, PoolsAsItsConfigSays) {
  std::string prefix;
  const auto* head = find_head(
      {"m.classifier.dense.weight", "m.classifier.dense.bias", "m.classifier.output.weight",
       "m.classifier.output.bias", "m.layers.0.proj.weight"},
      prefix);
  ASSERT_NE(head, nullptr);
  EXPECT_EQ(prefix, "m.");
  EXPECT_EQ(find_head({"layers.0.proj.weight", "layers.0.proj.bias"}, prefix), nullptr);
  HeadWeights weights;
  weights.tensors = {{"classifier.dense.weight", at::ones({1, 1})},
                     {"classifier.output.weight", at::ones({1, 1})}};
  const auto frames = at::tensor({0.1F, 0.5F}).unsqueeze(1);
  for (const auto& [pooling, pooled] : {std::pair{"mean", 0.3}, {"sum", 0.6}, {"max", 0.5}}) {
    weights.pooling = pooling;
    EXPECT_NEAR(head->scores(weights, frames).item<double>(), std::tanh(pooled), 1e-6) << pooling;
  }
}

}  // namespace
}  // namespace serhost::train
