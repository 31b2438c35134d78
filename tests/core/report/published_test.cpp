// The papers' values are those that are printed, and are called comparable only where nothing
// differs.
#include "report/published.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

using namespace serhost::report;
using namespace serhost::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

/// A run as its record tells it, without clips.
EvaluatedRun run_of(const std::string& backbone, const std::string& loss, const std::string& corpus,
                    const std::string& protocol) {
  EvaluatedRun out;
  auto& facts = out.run.facts;
  facts.backbone = backbone;
  facts.loss = loss;
  facts.protocol = protocol;
  facts.validation = "random 0.2";
  facts.classes = {"anger", "happiness", "sadness", "neutral"};
  facts.pretraining = {"LibriSpeech"};
  facts.signature.fields = {{"corpus", corpus + ", 5531 clips, 12ab"}};
  out.keys = {{"backbone.freeze", "all"}};
  return out;
}

const Published& find(const std::string& source, const std::string& model,
                      const std::string& loss = "") {
  const auto& all = published();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& value) {
    return value.source == source && value.model == model && (loss.empty() || value.loss == loss);
  });
  EXPECT_NE(at, all.end()) << source << " " << model;
  return *at;
}

}  // namespace

TEST(Published, HoldsTheTablesOfThePapers) {
  EXPECT_EQ(published().size(), 20u + 20 + 15 + 45 + 11);
  EXPECT_DOUBLE_EQ(find("comparative study, Table I", "HuBERT", "focal").metrics.at("wa"), 0.8141);
  EXPECT_DOUBLE_EQ(find("emotion2vec, Table 4", "data2vec 2.0").metrics.at("ua"),
                   0.7020);  // the first such row, AESDD
  EXPECT_EQ(find("emotion2vec, Table 2", "emotion2vec*").validation, "test");
  EXPECT_EQ(find("emotion2vec, Table 2", "emotion2vec (underlined)").protocol,
            "leave-one-speaker-out");
}

TEST(Published, IsSetBesideRunsOfTheSameBackboneLossAndCorpus) {
  const auto names = [](const std::vector<Published>& values) {
    std::vector<std::string> out;
    for (const auto& value : values) out.push_back(value.source + ": " + value.model);
    return out;
  };
  EXPECT_THAT(names(published_beside(
                  run_of("hubert", "cross_entropy", "iemocap", "leave-one-session-out"))),
              ElementsAre("comparative study, Table I: HuBERT", "emotion2vec, Table 2: HuBERT",
                          "emotion2vec, Table 2: HuBERT"));  // base and large
  EXPECT_THAT(names(published_beside(run_of("hubert", "aam", "emodb", "k-fold"))),
              ElementsAre("comparative study, Table I: HuBERT"));
  EXPECT_THAT(names(published_beside(run_of("wav2vec2", "focal", "emodb", "k-fold"))),
              ElementsAre("comparative study, Table I: Wav2Vec2.0"));
  EXPECT_THAT(published_beside(run_of("mine", "cross_entropy", "iemocap", "k-fold")), IsEmpty());
}

TEST(Published, MatchesOnlyWhereNothingDiffers) {
  const auto& paper = find("emotion2vec, Table 2", "WavLM");
  auto own = run_of("wavlm", "cross_entropy", "iemocap", "leave-one-session-out");
  EXPECT_THAT(protocol_differences(paper, own), IsEmpty());
  own.run.facts.validation = "test";
  own.run.facts.classes.pop_back();
  own.keys.clear();
  EXPECT_THAT(protocol_differences(paper, own),
              ElementsAre("classes: 4 there, 3 here", "validation: random there, test here",
                          "encoder: frozen there, fine-tuned here"));
  own = run_of("wavlm", "cross_entropy", "emodb", "k-fold");
  own.run.folds = 5;
  own.run.facts.pretraining.clear();
  EXPECT_THAT(protocol_differences(paper, own),
              ElementsAre("corpus: iemocap there, emodb here",
                          "protocol: leave-one-session-out there, 5-fold here",
                          "weights: pre-trained there, random here"));
}

TEST(Published, ATableIsReadFromItsOwnLinesAlone) {
  const auto values =
      read_published("mine.csv",
                     "# source: mine, Table 1\n# dataset: crema\n# validation: test\n"
                     "# model Big One: big\n# loss X-Ent: cross_entropy\n"
                     "# from_scratch: Big One, other\n# metric score: wf1\n"
                     "model,loss,ua,score\nBig One,X-Ent,50.5,40\nsmall,focal,,41\n");
  ASSERT_EQ(values.size(), 2u);
  EXPECT_EQ(values[0].model, "Big One");
  EXPECT_EQ(values[0].backbone, "big");
  EXPECT_EQ(values[0].loss, "cross_entropy");
  EXPECT_FALSE(values[0].one_loss);
  EXPECT_TRUE(values[0].from_scratch);
  EXPECT_FALSE(values[1].from_scratch);
  EXPECT_DOUBLE_EQ(values[0].metrics.at("ua"), 0.505);
  EXPECT_DOUBLE_EQ(values[0].metrics.at("wf1"), 0.4);
  EXPECT_FALSE(values[1].metrics.contains("ua"));
}

TEST(Published, ATableThatIsNoneIsRefusedByItsName) {
  for (const auto* text :
       {"", "# no colon\nmodel,wa\n", "# source: s\n# loss: focal\nmodel,wa\na\n",
        "# source: s\n# loss: focal\nmodel,wa\na,120\n",
        "# source: s\n# loss: focal\nmodel,wa\na,\n", "# source: s\nmodel,wa\na,50\n"}) {
    EXPECT_THAT([&] { read_published("bad.csv", text); },
                ::testing::ThrowsMessage<std::logic_error>(::testing::HasSubstr("bad.csv")))
        << text;
  }
}
