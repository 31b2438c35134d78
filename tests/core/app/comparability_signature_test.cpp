// Each field of the comparability signature changes when what it stands for changes, and only then.
#include "app/comparability_signature.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "base/hash.hpp"
#include "core/app/signature_fixture.hpp"

namespace serhost::app {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

struct Known {
  Prepared prepared = testing::prepared();
  train::Pretraining pretraining{.corpora = {"LibriSpeech"}, .known = true};
};

run::Signature signature_of(const std::function<void(Known&)>& change = {}) {
  Known known;
  if (change) change(known);
  return comparability_signature(known.prepared, known.pretraining);
}

std::vector<std::string> changed_by(const std::function<void(Known&)>& change) {
  std::vector<std::string> out;
  for (const auto& difference : run::differences(signature_of(), signature_of(change)))
    out.push_back(difference.field);
  return out;
}

std::string value(const std::string& field, const std::function<void(Known&)>& change = {}) {
  const auto signature = signature_of(change);
  const auto* found = signature.find(field);
  return found == nullptr ? "" : *found;
}

data::Folds& folds(Known& known) { return known.prepared.folds.front(); }
data::Manifest& manifest(Known& known) { return known.prepared.manifest; }

TEST(ComparabilitySignature, HasEveryFieldInTheirOrder) {
  std::vector<std::string> names;
  for (const auto& [name, text] : signature_of().fields) names.push_back(name);
  EXPECT_EQ(names, run::kSignatureFields);
}

TEST(ComparabilitySignature, TaskIsTheExperiments) {
  EXPECT_THAT(changed_by([](Known& k) { k.prepared.experiment.task = "regression"; }),
              ElementsAre("task", "labels"));  // ratings have no labels
}

TEST(ComparabilitySignature, CorpusIsTheListAndItsAudio) {
  EXPECT_THAT(value("corpus"), StartsWith("4 clips, "));
  EXPECT_THAT(changed_by([](Known& k) { manifest(k).clips[2].digest = "other audio"; }),
              ElementsAre("corpus"));
  EXPECT_THAT(changed_by([](Known& k) { manifest(k).hash = "another list"; }),
              ElementsAre("corpus"));
  EXPECT_THAT(changed_by([](Known& k) { manifest(k).corpora[0].name = "EmoDB"; }), IsEmpty())
      << "the name is the experiment's";
}

TEST(ComparabilitySignature, OfSeveralCorporaSaysWhichAreTested) {
  const auto two = [](Known& k) {
    manifest(k).corpora.resize(2);
    manifest(k).corpora[1].name = "ravdess";
    manifest(k).clips[2].corpus = manifest(k).clips[3].corpus = 1;
  };
  const auto one_tested = [&](Known& k) {
    two(k);
    folds(k).folds = {testing::fold(1, {1}, {0}, {2, 3})};
  };
  EXPECT_THAT(value("corpus", two), AllOf(StartsWith("2 clips, "), HasSubstr(" + 2 clips, ")));
  EXPECT_THAT(value("corpus", two), Not(HasSubstr("not tested")));
  EXPECT_THAT(value("corpus", one_tested), ContainsRegex("2 clips, [0-9a-f]+, not tested"));
  EXPECT_THAT(value("corpus", one_tested), ContainsRegex("2 clips, [0-9a-f]+($| \\+)"));
  EXPECT_NE(value("folds", two), value("folds", one_tested));
  EXPECT_THAT(signature_of(one_tested).label, StartsWith("emodb+ravdess>ravdess:2c"));
  EXPECT_THAT(signature_of(two).label, StartsWith("emodb+ravdess:2c"));
}

TEST(ComparabilitySignature, OfSeveralCorporaHoldsDialoguesAndWhatIsOnlyHeard) {
  const auto talk = [](Known& k) {
    manifest(k).dialogues = true;
    manifest(k).corpora.resize(2);
    manifest(k).corpora[1].name = "ravdess";
    manifest(k).clips[2].corpus = manifest(k).clips[3].corpus = 1;
    for (std::size_t i = 0; i < manifest(k).clips.size(); ++i) {
      manifest(k).clips[i].utterance.dialogue = "d";
      manifest(k).clips[i].utterance.turn = static_cast<std::int64_t>(i);
    }
    manifest(k).heard = {testing::clip("08c", "fear", -1)};
    manifest(k).heard[0].corpus = 1;
  };
  const auto with = [&](const std::function<void(data::Manifest&)>& change) {
    return value("corpus", [&](Known& k) {
      talk(k);
      change(manifest(k));
    });
  };
  const auto same = with([](auto&) {});
  EXPECT_EQ(same, value("corpus", talk));
  EXPECT_THAT(same, AllOf(StartsWith("2 clips, "), HasSubstr(" + 2 clips, ")));
  EXPECT_NE(same, with([](auto& all) { all.clips[0].utterance.turn = 9; }));
  EXPECT_NE(same, with([](auto& all) { all.clips[0].utterance.dialogue = "e"; }));
  EXPECT_NE(same, with([](auto& all) { all.heard.clear(); }));
  EXPECT_NE(same, with([](auto& all) { all.heard[0].digest = "other audio"; }));
  EXPECT_NE(same, with([](auto& all) { all.heard[0].utterance.speaker = "03"; }));
  EXPECT_EQ(same, with([](auto& all) { all.heard[0].utterance.label = "disgust"; }));
}

TEST(ComparabilitySignature, LabelsAreClassesMergersAndWhatIsLeftOut) {
  EXPECT_EQ(value("labels"), "anger, joy");
  const auto merge = [](Known& k) { manifest(k).clips[1].utterance.label = "excitement"; };
  EXPECT_EQ(value("labels", merge), "anger, joy; excitement as joy");
  EXPECT_THAT(changed_by(merge), ElementsAre("labels"));
  const auto leave_out = [](Known& k) { manifest(k).left_out["fear"] = 3; };
  EXPECT_EQ(value("labels", leave_out), "anger, joy; without fear");
  EXPECT_THAT(changed_by(leave_out), ElementsAre("labels"));
}

TEST(ComparabilitySignature, FoldsAreWhatIsTestedAndWhatMayBeLearnedFrom) {
  EXPECT_THAT(value("folds"), StartsWith("k-fold, 2 folds, "));
  EXPECT_THAT(changed_by([](Known& k) { folds(k).folds[0] = testing::fold(1, {2}, {0}, {1, 3}); }),
              ElementsAre("folds"));
  EXPECT_THAT(changed_by([](Known& k) { folds(k).folds[0].train.clear(); }), ElementsAre("folds"));
  EXPECT_THAT(changed_by([](Known& k) { k.prepared.experiment.protocol.name = "holdout"; }),
              ElementsAre("folds"));
}

TEST(ComparabilitySignature, HowTheLearnedClipsAreDividedIsTheValidationsMatter) {
  const auto exchange = [](Known& k) { folds(k).folds[0] = testing::fold(1, {0}, {1}, {2, 3}); };
  EXPECT_THAT(changed_by(exchange), ElementsAre("validation"));
}

TEST(ComparabilitySignature, FoldsThatAreLeftOutAreNamed) {
  const auto second_alone = [](Known& k) {
    folds(k).left_out = {folds(k).folds[0]};
    folds(k).folds.erase(folds(k).folds.begin());
  };
  EXPECT_EQ(value("folds", second_alone), value("folds") + ", only 2 of 2");
  EXPECT_THAT(changed_by(second_alone), ElementsAre("folds"));
}

TEST(ComparabilitySignature, FoldSeedIsTheProtocols) {
  EXPECT_THAT(changed_by([](Known& k) { k.prepared.experiment.protocol.seed = 7; }),
              ElementsAre("fold_seed"));
  EXPECT_THAT(changed_by([](Known& k) { k.prepared.experiment.protocol.resplit = true; }),
              ElementsAre("fold_seed"));
}

TEST(ComparabilitySignature, ValidationIsWhatWasReallyDone) {
  EXPECT_THAT(value("validation"), StartsWith("random 0.5, "));
  EXPECT_THAT(value("validation", [](Known& k) { folds(k).validation = "official"; }),
              StartsWith("official, "));
  EXPECT_THAT(changed_by([](Known& k) { folds(k).validation = "speakers 0.5"; }),
              ElementsAre("validation"));
}

TEST(ComparabilitySignature, SelectionIsByTheProtocolsMetric) {
  EXPECT_THAT(changed_by([](Known& k) { k.prepared.experiment.protocol.select = "wa"; }),
              ElementsAre("selection"));
  EXPECT_EQ(value("selection",
                  [](Known& k) {
                    for (auto& fold : folds(k).folds) fold.validation.clear();
                  }),
            "last")
      << "nothing selects where nothing validates";
}

TEST(ComparabilitySignature, CroppingIsThatOfTestClips) {
  EXPECT_EQ(value("cropping"), "none");
  const auto cut = [](Known& k) { k.prepared.experiment.train.max_seconds = 0.5; };
  EXPECT_EQ(value("cropping", cut), "test clips cut to their middle 0.5 s");
  EXPECT_THAT(changed_by(cut), ElementsAre("cropping"));
  EXPECT_EQ(value("cropping", [](Known& k) { k.prepared.experiment.train.max_seconds = 1.0; }),
            "none")
      << "no clip is longer";
}

TEST(ComparabilitySignature, DamagedClipsCountByTheirKeysWhateverIsSaidOfThem) {
  const auto drop = [](const std::string& key, const std::string& text) {
    return [=](Known& k) { manifest(k).damaged.push_back({key, text}); };
  };
  EXPECT_EQ(value("damaged"), "none");
  const auto one = drop("10a", "clip '10a': /home/ada/10a.wav: is cut off");
  EXPECT_THAT(changed_by(one), ElementsAre("damaged"));
  EXPECT_THAT(value("damaged", one), StartsWith("1 clip, "));
  // Another folder, another sentence, a sentence in another form: the same clip.
  EXPECT_EQ(value("damaged", drop("10a", "clip '10a': /data/10a.wav: holds no samples")),
            value("damaged", one));
  EXPECT_EQ(value("damaged", drop("10a", "/data/10a.wav cannot be opened")), value("damaged", one));
  EXPECT_NE(value("damaged", drop("11a", "clip '11a': /home/ada/11a.wav: is cut off")),
            value("damaged", one));
  // A key may hold what ends it in a sentence.
  EXPECT_NE(value("damaged", drop("a': b", "clip 'a': b': is cut off")),
            value("damaged", drop("a': c", "clip 'a': c': is cut off")));
}

TEST(ComparabilitySignature, DamagedKeepsTheValuesOfEarlierRecords) {
  // SHA-256 of "clip '10a\n", as records have it from the beginning.
  EXPECT_EQ(value("damaged",
                  [](Known& k) { manifest(k).damaged.push_back({"10a", "clip '10a': is gone"}); }),
            "1 clip, " + sha256("clip '10a\n").substr(0, 16));
}

TEST(ComparabilitySignature, MetricsAreTheirDefinitions) {
  EXPECT_EQ(value("metrics"), run::kMetricDefinitions);
}

TEST(ComparabilitySignature, PretrainingIsWhetherTheCorpusWasSeen) {
  EXPECT_EQ(value("pretraining"), "names no tested corpus");
  const auto seen = [](Known& k) { k.pretraining.corpora.push_back("Emo-DB"); };
  EXPECT_EQ(value("pretraining", seen), "saw EmoDB");
  EXPECT_THAT(changed_by(seen), ElementsAre("pretraining"));
  const auto unknown = [](Known& k) { k.pretraining = {.corpora = {}, .known = false}; };
  EXPECT_THAT(changed_by(unknown), ElementsAre("pretraining"));
  EXPECT_THAT(changed_by([](Known& k) { k.pretraining.corpora = {"AudioSet"}; }), IsEmpty());
}

TEST(ComparabilitySignature, IgnoredFieldsAreInItWhereThereAreSome) {
  static const auto info = [] {
    ParamSpec hidden, ignored;
    hidden.name = "hidden";
    ignored.name = "ignore_fields";
    return config::testing::info(Kind::backbone, "hubert", {hidden, ignored});
  }();
  const auto ignoring = [](const Value& fields) {
    return [fields](Known& k) {
      config::BackboneTable table;
      table.component.info = &info;
      table.component.values = {Value(std::vector<std::string>{"no name"}), fields};
      k.prepared.experiment.backbones = {table, table};
    };
  };
  const Value some = std::vector<std::string>{"rotary", "layer_norm_first"};
  EXPECT_EQ(value("ignored_fields", ignoring(some)), "layer_norm_first, rotary");
  EXPECT_THAT(changed_by(ignoring(some)), ElementsAre("ignored_fields"));
  EXPECT_THAT(changed_by(ignoring(std::monostate())), IsEmpty());
}

TEST(ComparabilitySignature, PretrainingOnACorpusThatIsNotTestedSpoilsNothing) {
  const auto two = [](Known& k, std::size_t tested) {
    manifest(k).corpora.resize(2);
    manifest(k).clips[2].corpus = manifest(k).clips[3].corpus = 1;
    auto& tables = k.prepared.experiment.datasets;
    tables.push_back(tables.front());
    tables[1].name = "ravdess";
    folds(k).folds = {tested == 0 ? testing::fold(1, {2}, {3}, {0, 1})
                                  : testing::fold(1, {1}, {0}, {2, 3})};
    k.pretraining.corpora.push_back("RAVDESS");
  };
  EXPECT_EQ(value("pretraining", [&](Known& k) { two(k, 0); }), "names no tested corpus");
  EXPECT_EQ(value("pretraining", [&](Known& k) { two(k, 1); }), "saw RAVDESS");
}

TEST(ComparabilitySignature, WhatIsComparedIsNotInIt) {
  EXPECT_THAT(changed_by([](Known& k) {
                auto& experiment = k.prepared.experiment;
                experiment.name = "another";
                experiment.seeds = {5};
                experiment.train.epochs = 99;
                experiment.loss.info = &config::testing::offer_of("focal");
                experiment.datasets[0].root = "/elsewhere";
                for (auto& clip : manifest(k).clips) clip.utterance.audio = "/elsewhere/a.wav";
                folds(k).notes = {"a note"};
              }),
              IsEmpty());
}

TEST(ComparabilitySignature, TheLabelIsForPeople) {
  const auto label = signature_of().label;
  EXPECT_THAT(label, StartsWith("emodb:2c | 2-fold-speaker | dev:random | sel:ua | seeds:2 | "));
  EXPECT_THAT(label, HasSubstr("serhost:"));
}

}  // namespace
}  // namespace serhost::app
