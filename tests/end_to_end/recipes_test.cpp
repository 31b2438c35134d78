// The published recipes among the experiments: they check on a tree of IEMOCAP's names, and train
// as many parameters as their papers say.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Scratch;

namespace {

class Recipes : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    scratch_ = std::make_unique<Scratch>("recipes");
    const auto tree = scratch_->path() / "IEMOCAP";
    const auto made = end_to_end::run(
        {(end_to_end::environment_path("SERHOST_BUILD_DIR") / "tests" / "make_iemocap_tree")
             .string(),
         tree.string()},
        scratch_->path());
    ASSERT_EQ(made.status, 0) << made.err;
    for (const char* model :
         {"emotion2vec_base", "wav2vec2-base", "wav2vec2-base-960h", "hubert-large-ll60k"})
      fs::create_directories(scratch_->path() / "models" / model);
  }
  static void TearDownTestSuite() { scratch_.reset(); }

  /// `serhost plan --json` of experiments/<name>.toml.
  static nlohmann::json plan(const std::string& name, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"plan", "--json", "--plugin-path", SERHOST_ENCODERS_FOLDER,
                               (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                                (name + ".toml"))
                                   .string()});
    const auto planned =
        end_to_end::serhost(more, scratch_->path(),
                            {{"IEMOCAP_ROOT", (scratch_->path() / "IEMOCAP").string()},
                             {"MODELS", (scratch_->path() / "models").string()}});
    EXPECT_EQ(planned.status, 0) << name << planned.err;
    return nlohmann::json::parse(planned.out, nullptr, false);
  }
  /// A command on experiments/<name>.toml.
  static end_to_end::Finished on(std::vector<std::string> words, const std::string& name) {
    words.insert(words.end(), {"--plugin-path", SERHOST_ENCODERS_FOLDER,
                               (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "experiments" /
                                (name + ".toml"))
                                   .string()});
    return end_to_end::serhost(words, scratch_->path(),
                               {{"IEMOCAP_ROOT", (scratch_->path() / "IEMOCAP").string()},
                                {"MODELS", (scratch_->path() / "models").string()}});
  }

  static std::unique_ptr<Scratch> scratch_;
};
std::unique_ptr<Scratch> Recipes::scratch_;

}  // namespace

// 768 x 256 + 256, and 256 x 4 + 4.
TEST_F(Recipes, TheProbeOfEmotion2vecTrains197892Parameters) {
  const auto json = plan("emotion2vec_probe");
  EXPECT_EQ(json["trainable"], 197892);
  ASSERT_EQ(json["folds"].size(), 5u);
  EXPECT_EQ(json["folds"][0]["test"]["clips"], 1085);  // of session 1, as published
  EXPECT_EQ(json["folds"][4]["test"]["clips"], 1241);
}

// A weight for each of 12 layers and the encoder's input; for a large encoder 1024 x 256 + 256 +
// 256 x 4 + 4, and 25.
TEST_F(Recipes, TheProbeOfSuperbTrainsTheWeightsOfItsLayersToo) {
  EXPECT_EQ(plan("superb_probe")["trainable"], 197892 + 13);
  EXPECT_EQ(plan("superb_probe", {"-s", "backbone.plugin=hubert", "-s", "backbone.freeze=all", "-s",
                                  "backbone.layers=weighted"})["trainable"],
            263428 + 25);
}

TEST_F(Recipes, TheStudyTestsAQuarterOfTheClips) {
  for (const char* name : {"study_hubert", "study_wav2vec2", "study_lstm", "study_vggish"}) {
    const auto json = plan(name);
    ASSERT_EQ(json["folds"].size(), 1u) << name;
    EXPECT_EQ(json["folds"][0]["test"]["clips"], 1383) << name;  // 5531 / 4 = 1382.75
    EXPECT_EQ(json["folds"][0]["validation"]["clips"], 0) << name;
    EXPECT_EQ(json["seeds"].size(), 3u) << name;
  }
}

// Every cell, with data, parts, model and loss.
TEST_F(Recipes, TheStudysTableChecksOnATreeOfIemocapsNames) {
  const auto checked = on({"sweep", "--dry-run"}, "table1_iemocap");
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_NE(checked.out.find("table1_iemocap: 20 cells to run"), std::string::npos) << checked.out;
  EXPECT_NE(checked.out.find("label_smoothing  wav2vec2"), std::string::npos) << checked.out;
}

TEST_F(Recipes, ACheckTellsWhatOfTheTreeIsMissing) {
  const auto dialogue = scratch_->path() / "IEMOCAP/Session3/sentences/wav/Ses03M_impro05a",
             away = scratch_->path() / "away";
  fs::rename(dialogue, away);
  const auto checked = on({"check"}, "study_lstm");
  fs::rename(away, dialogue);
  EXPECT_EQ(checked.status, 66) << checked.err;
  EXPECT_NE(checked.err.find("Ses03M_impro05a"), std::string::npos) << checked.err;
}
