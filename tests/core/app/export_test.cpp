// Exported models say what the run's models say, hold what their readers need, and are refused
// before anything is written where Transformers has no such model.
#include "app/export.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <serhost/weights/safetensors.hpp>

#include "base/text.hpp"
#include "core/app/predict_fixture.hpp"
#include "train/exported_model.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExportTest : public testing::FinishedRun {
 protected:
  static fs::path tiny_encoder(const std::string& name) {
    const char* source = std::getenv("SERHOST_SOURCE_DIR");
    if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
    return fs::path(source) / "tests/golden/encoders" / name;
  }

  /// `backbone` and `tables`: further lines.
  fs::path written(const std::string& plugin, const std::string& encoder,
                   const std::string& backbone = "", const std::string& tables = "",
                   const std::string& loss = "cross_entropy") {
    session_.threads = 1;
    std::string list = "path,label,speaker\n";
    for (int i = 0; i < kClips; ++i) {
      const auto name = "clip" + std::to_string(10 + i);
      wav(name + ".wav", tone(i));
      list += name + ".wav," + (i % 2 == 0 ? "calm" : "tense") + ",speaker" +
              std::to_string(i / 2 % 4) + "\n";
    }
    replace_file(folder_ / "clips.csv", list);
    replace_file(folder_ / "tiny.toml",
                 "name = \"tiny\"\n[dataset]\nplugin = \"manifest\"\nfile = \"clips.csv\"\n"
                 "[protocol]\nname = \"k-fold\"\nk = 2\n[backbone]\nplugin = \"" +
                     plugin + "\"\ncheckpoint = \"" + tiny_encoder(encoder).string() + "\"\n" +
                     backbone + "[loss]\nplugin = \"" + loss + "\"\n" + tables +
                     "[train]\nepochs = 1\nbatch_size = 2\n");
    return folder_ / "tiny.toml";
  }

  void run(const fs::path& experiment, std::vector<std::string> overrides = {}) {
    run_experiment(
        session_,
        {.experiment = experiment, .overrides = std::move(overrides), .folder = folder_ / "run"},
        reports_);
  }

  Exported exported(Chosen chosen = {2, 1}) {
    return export_to_hugging_face(
        session_, {.run = folder_ / "run", .chosen = chosen, .folder = folder_ / "out/model"},
        reports_);
  }

  std::string refusal(Exit status, Chosen chosen = {2, 1}) {
    try {
      exported(chosen);
      return "no error";
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), status) << fault.what();
      return fault.what();
    }
  }

  nlohmann::json json_of(const std::string& file) const {
    return nlohmann::json::parse(read_file(folder_ / "out/model" / file));
  }

  /// What both say of the same clips.
  void expect_same_answers() {
    auto asked = job({folder_ / "clip11.wav", folder_ / "clip14.wav"});
    asked.chosen = {2, 1};
    const auto own = said(asked);
    asked.chosen = {};
    asked.model = folder_ / "out/model";
    const auto theirs = said(asked);
    EXPECT_THAT(columns_, ElementsAre("predicted", "p_calm", "p_tense"));
    ASSERT_EQ(own.size(), 2u);
    ASSERT_EQ(theirs.size(), own.size());
    for (std::size_t clip = 0; clip < own.size(); ++clip) {
      ASSERT_EQ(theirs[clip].answer.size(), 3u);
      EXPECT_EQ(theirs[clip].answer[0], own[clip].answer[0]);
      for (std::size_t i = 1; i < 3; ++i)
        EXPECT_NEAR(std::stod(theirs[clip].answer[i]), std::stod(own[clip].answer[i]), 1e-5);
    }
    EXPECT_NE(own[0].answer[1], own[1].answer[1]);
  }
};

TEST_F(ExportTest, HoldsAllThatItsReadersNeed) {
  run(written("wav2vec2", "fixture_wav2vec2_group_postln", "layers = \"weighted\"\n"));
  fs::create_directories(folder_ / "out/model");  // an empty folder is no obstacle
  const auto made = exported();
  EXPECT_EQ(made.model, "fold 2, seed 1");
  EXPECT_EQ(made.architecture, "Wav2Vec2ForSequenceClassification");
  EXPECT_EQ(made.classes, 2u);
  const auto config = json_of("config.json");
  EXPECT_EQ(config["architectures"][0], "Wav2Vec2ForSequenceClassification");
  EXPECT_EQ(config["id2label"]["1"], "tense");
  EXPECT_EQ(config["label2id"]["tense"], 1);
  EXPECT_EQ(config["use_weighted_layer_sum"], true);
  EXPECT_EQ(config["classifier_proj_size"], config["hidden_size"]);
  EXPECT_EQ(config["conv_dim"].size(), 7u);
  const auto extractor = json_of("preprocessor_config.json");
  EXPECT_EQ(extractor["sampling_rate"], 16000);
  EXPECT_EQ(extractor["do_normalize"], false);
  EXPECT_EQ(extractor["return_attention_mask"], false);
  const auto tensors = weights::read_safetensors(folder_ / "out/model/model.safetensors");
  EXPECT_TRUE(
      tensors.contains("wav2vec2.encoder.pos_conv_embed.conv.parametrizations.weight.original0"));
  EXPECT_TRUE(tensors.contains("wav2vec2.masked_spec_embed"));
  EXPECT_EQ(tensors.at("layer_weights").size(0), 4);
  const auto card = read_file(folder_ / "out/model/README.md");
  EXPECT_TRUE(card.starts_with("---\n"));
  for (const auto* part :
       {"model-index:\n- name: \"tiny\"", "- type: \"ua\"", "UA of the run, 2 folds and 1 seed",
        "fold 2, seed 1 of the run tiny", "calm, tense", "# license:"})
    EXPECT_THAT(card, HasSubstr(part));
  for (const auto* file : {"run.json", "resolved.toml"})
    EXPECT_EQ(read_file(folder_ / "out/model/serhost" / file), read_file(folder_ / "run" / file));
  expect_same_answers();

  EXPECT_THAT(refusal(Exit::cannot_create), HasSubstr("out/model: exists already"));
  fs::remove_all(folder_ / "out");
  EXPECT_THAT(refusal(Exit::usage, {}), HasSubstr("fold 1, seed 1; fold 2, seed 1"));

  auto record = read_file(folder_ / "run/run.json");
  const auto at = record.find("\"finished\"");
  ASSERT_NE(at, std::string::npos);
  replace_file(folder_ / "run/run.json", record.replace(at, 10, "\"running\""));
  EXPECT_THAT(refusal(Exit::failed), HasSubstr("the run is not finished"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(ExportTest, OneLayerWithoutActivationIsTheProjector) {
  run(written("hubert", "hubert_batch_norm", "", "[head]\nhidden = [6]\nactivation = \"none\"\n"));
  EXPECT_EQ(exported().architecture, "HubertForSequenceClassification");
  EXPECT_EQ(json_of("config.json")["classifier_proj_size"], 6);
  EXPECT_EQ(json_of("config.json")["conv_pos_batch_norm"], true);
  expect_same_answers();
}

TEST_F(ExportTest, FrozenWeightsComeFromBesideTheFolds) {
  run(written("wavlm", "fixture_wavlm_layer_preln", "freeze = \"all\"\n"));
  EXPECT_EQ(exported().architecture, "WavLMForSequenceClassification");
  EXPECT_EQ(json_of("preprocessor_config.json")["return_attention_mask"], true);
  expect_same_answers();
}

TEST_F(ExportTest, StackedPositionsKeepTheirKernel) {
  run(written("data2vec", "fixture_data2vec_audio", "freeze = \"feature_encoder\"\n"));
  EXPECT_EQ(exported().architecture, "Data2VecAudioForSequenceClassification");
  expect_same_answers();
}

TEST_F(ExportTest, WhatTheRunDidAroundItsModelIsSaid) {
  run(written("wav2vec2", "../published/fairseq_ctc.pt", "normalize = true\n"),
      {"train.max_seconds=3", "train.pad_short=true", "train.precision=\"bf16\""});
  exported();
  const auto card = read_file(folder_ / "out/model/README.md");
  for (const auto* part : {"the middle 3 s of longer clips", "silence behind clips",
                           "computed in bf16", "added 1e-05 to the variance"}) {
    EXPECT_THAT(reports_.lines, Contains(HasSubstr(part)));
    EXPECT_THAT(card, HasSubstr(part));
  }
  EXPECT_EQ(json_of("preprocessor_config.json")["do_normalize"], true);
}

TEST_F(ExportTest, NothingIsMaskedWithAVectorThatIsNotThere) {
  const auto experiment = written("hubert", "hubert_group_postln");
  auto text = read_file(experiment);
  const auto at = text.find("checkpoint = ");
  text.replace(at, text.find('\n', at) - at,
               "hidden_size = 16\nnum_hidden_layers = 1\nnum_attention_heads = 2\n"
               "intermediate_size = 16\nconv_dim = [8, 8, 8, 8, 8, 8, 8]\n"
               "num_conv_pos_embeddings = 8\nnum_conv_pos_embedding_groups = 2\n"
               "mask_time_prob = 0");
  replace_file(experiment, text);
  run(experiment);
  exported();
  const auto tensors = weights::read_safetensors(folder_ / "out/model/model.safetensors");
  EXPECT_FALSE(tensors.contains("hubert.masked_spec_embed"));
  EXPECT_EQ(json_of("config.json")["mask_time_prob"], 0.0);
  EXPECT_EQ(json_of("config.json")["apply_spec_augment"], false);
  expect_same_answers();
}

TEST_F(ExportTest, WhatTransformersComputesOtherwiseIsRefusedWithEveryReason) {
  run(written("wavlm", "fixture_wavlm_layer_preln", "layers = \"weighted\"\n", "", "aam"));
  const auto fault = refusal(Exit::unavailable);
  EXPECT_THAT(fault, HasSubstr("two versions of Transformers"));
  EXPECT_THAT(fault, HasSubstr("its loss has an output layer of its own"));
  EXPECT_THAT(fault, HasSubstr("What can be exported"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST(Exported, ProbabilitiesMustBeThoseOfTheRun) {
  EXPECT_NO_THROW(train::require_same_answers("a", {0.25, 0.75}, {0.250001, 0.749999}));
  for (const auto& other : {std::vector<double>{0.2501, 0.7499}, {0.25, std::nan("")}, {0.25}})
    EXPECT_THROW(train::require_same_answers("a", {0.25, 0.75}, other), Error);
}

TEST_F(ExportTest, EveryOtherHeadAndBackboneIsNamed) {
  const auto reasons = [&](const std::vector<std::string>& overrides) {
    Faults faults;
    const auto prepared =
        prepare_experiment(session_, written("hubert", "hubert_group_postln"), overrides, faults);
    EXPECT_EQ(faults.text(), "");
    return train::reasons_against_export(prepared.experiment);
  };
  EXPECT_THAT(reasons({}), ElementsAre());
  EXPECT_THAT(reasons({"head.activation=\"relu\""}), ElementsAre());  // without layers it is unused
  EXPECT_THAT(reasons({"head.pooling=\"attention\"", "head.hidden=[4]"}),
              ElementsAre(HasSubstr("head.pooling is \"attention\""),
                          HasSubstr("head.activation is \"tanh\"")));
  EXPECT_THAT(reasons({"head.frame_hidden=[4]", "head.hidden=[4, 3]", "head.activation=\"none\""}),
              ElementsAre(HasSubstr("head.frame_hidden"), HasSubstr("head.hidden has 2 layers")));
  EXPECT_THAT(reasons({"backbone.layers=1"}), ElementsAre(HasSubstr("layers is \"1\"")));
}

}  // namespace
}  // namespace serhost::app
