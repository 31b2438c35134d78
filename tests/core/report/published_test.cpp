// The papers' values are those that are printed, and are called comparable only where nothing
// differs.
#include "report/published.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>

#include "base/text.hpp"

using namespace serhost;
using namespace serhost::report;
using namespace serhost::run;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

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
  facts.select = "wa";
  facts.clips = 5531;
  Result result;
  result.parameters = 94'900'000;
  out.run.results = {result};
  facts.signature.fields = {
      {"corpus", "5531 clips, 12ab"},
      {"labels", "anger, happiness, sadness, neutral; excitement as happiness; without fear"}};
  facts.signature.label = corpus + ":4c | 5-fold";
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
  EXPECT_EQ(published().size(), 20u + 20 + 15 + 45 + 11 + 11 + 12 + 320);
  EXPECT_DOUBLE_EQ(find("comparative study, Table I", "HuBERT", "focal").metrics.at("wa"), 0.8141);
  EXPECT_DOUBLE_EQ(find("emotion2vec, Table 4", "data2vec 2.0").metrics.at("ua"),
                   0.7020);  // the first such row, AESDD
  EXPECT_EQ(find("emotion2vec, Table 2", "emotion2vec* base").validation, "test");
  const auto& by_speaker = find("emotion2vec, Table 2", "emotion2vec (underlined) base");
  EXPECT_EQ(by_speaker.protocol, "leave-one-speaker-out");
  EXPECT_EQ(by_speaker.validation, "one speaker") << "not a random part";
  EXPECT_EQ(find("emotion2vec, Table 5", "data2vec").validation, "not stated") << "song has none";
  EXPECT_DOUBLE_EQ(find("EmoBox, intra-corpus", "WavLM large").metrics.at("wa"), 0.8449);  // AESDD
}

TEST(Published, GivesTwoSizesOfOneModelTwoNames) {
  const auto &base = find("emotion2vec, Table 2", "HuBERT base"),
             &large = find("emotion2vec, Table 2", "HuBERT large");
  EXPECT_DOUBLE_EQ(base.metrics.at("wa"), 0.6492);
  EXPECT_DOUBLE_EQ(large.metrics.at("wa"), 0.6762);
  EXPECT_EQ(base.size, "base");
  EXPECT_DOUBLE_EQ(large.parameters, 316.61);
  EXPECT_THAT(base.corpora, ElementsAre("LibriSpeech"));
  EXPECT_THAT(large.corpora, ElementsAre("Libri-Light"));
}

TEST(Published, ShowsEveryConditionAndWhatThePaperDoesNotTell) {
  EXPECT_EQ(conditions_text(find("emotion2vec, Table 2", "HuBERT base")),
            "iemocap; anger, happiness, neutral, sadness; excitement as happiness; 5531 clips; "
            "leave-one-session-out; validation random 0.2; selected by wa; whole clips; frozen; 95 "
            "M parameters; pre-trained on LS-960");
  EXPECT_EQ(conditions_text(find("emotion2vec, Table 5", "data2vec")),
            "ravdess-song; 5-fold; frozen; not stated: labels, clips, validation, selection, "
            "cropping, encoder size, pre-training");
}

TEST(Published, IsSetBesideRunsOfTheSameBackboneLossAndCorpus) {
  const auto names = [](const std::vector<Published>& values) {
    std::vector<std::string> out;
    for (const auto& value : values) out.push_back(value.source + ": " + value.model);
    return out;
  };
  EXPECT_THAT(
      names(
          published_beside(run_of("hubert", "cross_entropy", "iemocap", "leave-one-session-out"))),
      ElementsAre("comparative study, Table I: HuBERT", "EmoBox, intra-corpus: HuBERT large",
                  "EmoBox, intra-corpus: HuBERT base", "emotion2vec, Table 2: HuBERT base",
                  "emotion2vec, Table 2: HuBERT large"));
  EXPECT_THAT(published_beside(run_of("hubert", "aam", "emodb", "k-fold")), IsEmpty())
      << "values of another corpus";
  EXPECT_THAT(names(published_beside(run_of("hubert", "aam", "emodb", "k-fold"), true)),
              ElementsAre("comparative study, Table I: HuBERT"));
  EXPECT_THAT(names(published_beside(run_of("wav2vec2", "focal", "emodb", "k-fold"), true)),
              ElementsAre("comparative study, Table I: Wav2Vec2.0"));
  EXPECT_THAT(published_beside(run_of("mine", "cross_entropy", "iemocap", "k-fold")), IsEmpty());
}

TEST(Published, ValuesOfConversationsStandBesideConversationsAlone) {
  for (const auto* task : {"classification", "conversation"}) {
    auto own = run_of("emotion2vec", "cross_entropy", "iemocap", "leave-one-speaker-out");
    own.run.facts.task = task;
    const auto found = published_beside(own);
    EXPECT_THAT(found, Not(IsEmpty()));
    for (const auto& value : found) EXPECT_EQ(value.task, task) << value.source;
  }
}

TEST(Published, MatchesOnlyWhereNothingDiffers) {
  const auto& paper = find("emotion2vec, Table 2", "HuBERT base");
  const auto same = run_of("hubert", "cross_entropy", "iemocap", "leave-one-session-out");
  EXPECT_THAT(protocol_differences(paper, same), IsEmpty());
  const auto differs = [&](const std::function<void(EvaluatedRun&)>& change) {
    auto own = same;
    change(own);
    return join(protocol_differences(paper, own), "; ");
  };
  EXPECT_EQ(differs([](auto& own) { own.run.facts.validation = "test"; }),
            "validation: random 0.2 there, test here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.validation = "random 0.1"; }),
            "validation: random 0.2 there, random 0.1 here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.select = "ua"; }),
            "selection: wa there, ua here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.clips = 5500; }), "clips: 5531 there, 5500 here");
  EXPECT_EQ(differs([](auto& own) { own.keys["train.max_seconds"] = "6"; }),
            "cropping: whole clips there, cropped to 6 s here");
  EXPECT_EQ(differs([](auto& own) { own.keys.clear(); }), "encoder: frozen there, fine-tuned here");
  EXPECT_EQ(differs([](auto& own) { own.run.results[0].parameters = 316'800'000; }),
            "encoder size: 95 M parameters there, 317 M parameters here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.pretraining = {"Libri-Light"}; }),
            "pre-training: LS-960 there, Libri-Light here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.pretraining = {"LS-960"}; }), "");
  EXPECT_EQ(differs([](auto& own) {
              own.run.facts.signature.fields[1].second = "anger, happiness, sadness, neutral";
            }),
            "labels: anger, happiness, neutral, sadness; excitement as happiness there, anger, "
            "happiness, neutral, sadness here");
  EXPECT_EQ(differs([](auto& own) { own.run.facts.pretraining.clear(); }),
            "weights: pre-trained there, random here");
}

TEST(Published, WhatAPaperDoesNotTellIsNotTheSame) {
  const auto own = run_of("data2vec", "cross_entropy", "ravdess-song", "k-fold");
  const auto text = join(protocol_differences(find("emotion2vec, Table 5", "data2vec"), own), "; ");
  EXPECT_THAT(text, ::testing::HasSubstr("validation: not stated there, random 0.2 here"));
  EXPECT_THAT(text, ::testing::HasSubstr("clips: not stated there, 5531 here"));
}

TEST(Published, ASplitOfClipsIsNotCalledOneOfSpeakers) {
  const auto& paper = find("comparative study, Table I", "HuBERT", "cross_entropy");
  auto own = run_of("hubert", "cross_entropy", "iemocap", "holdout");
  EvaluatedSeed seed{1, {"a", "b"}, {1, 1}, {}};
  seed.outcomes.classes = 4;
  seed.outcomes.truth = seed.outcomes.predicted = {0, 1};
  seed.outcomes.speakers = {"s1", "s2"};
  own.seeds = {seed};
  const auto parts = [&] { return join(protocol_differences(paper, own), "; "); };
  EXPECT_THAT(parts(), ::testing::HasSubstr("parts: of clips there, of speakers here"));
  own.keys["protocol.unit"] = "clip";
  EXPECT_THAT(parts(), Not(::testing::HasSubstr("parts:")));
  own.keys.erase("protocol.unit");
  own.seeds[0].outcomes.speakers = {std::nullopt, "s2"};  // drawn by clips, as nobody knows better
  EXPECT_THAT(parts(), Not(::testing::HasSubstr("parts:")));
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
