// What may be altered in an experiment, and whether its metric may still stand beside the others:
// one row an alteration. The line that stands with a number says what the hash alone would not.
#include <gmock/gmock.h>

#include <functional>

#include "app/comparability_signature.hpp"
#include "core/app/signature_fixture.hpp"

namespace serhost::app {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  Prepared prepared = testing::prepared();
  train::Pretraining pretraining{.corpora = {"LibriSpeech"}, .known = true};
  config::Experiment& experiment() { return prepared.experiment; }
  data::Folds& folds() { return prepared.folds.front(); }
  data::Manifest& manifest() { return prepared.manifest; }
};

using Alter = std::function<void(Case&)>;

enum class Hash { same, other };

struct Alteration {
  const char* what;
  Hash hash;
  Alter alter;
  const char* line = "";  ///< stands in the line of the altered experiment, and not in the other
  Alter base{};           ///< of both
};

void PrintTo(const Alteration& one, std::ostream* out) { *out << one.what; }

void without_validation(Case& k) {
  k.folds().folds = {testing::fold(1, {0, 1}, {}, {2, 3}), testing::fold(2, {2, 3}, {}, {0, 1})};
  k.folds().validation = "none";
}

void two_corpora(Case& k) {
  auto& manifest = k.manifest();
  manifest.corpora.resize(2);
  manifest.corpora[1].name = "song";
  for (auto& clip : manifest.clips) {
    clip.listed = std::make_shared<const Utterance>(clip.utterance);
    clip.corpus = clip.utterance.key.starts_with("08") ? 1 : 0;
    clip.utterance.key = manifest.corpora[clip.corpus].name + "/" + clip.utterance.key;
  }
  manifest.hash = "hash of prefixed keys";
}

void votes_of_two_corpora(Case& k) {
  two_corpora(k);
  k.experiment().task = "soft";
  k.manifest().wanted = config::Wanted::votes;
  for (auto& clip : k.manifest().clips) clip.utterance.votes = {{"anger", 2.0}, {"joy", 1.0}};
}

void ratings_of_two_corpora(Case& k) {
  two_corpora(k);
  k.experiment().task = "regression";
  k.manifest().wanted = config::Wanted::dimensions;
  k.manifest().dimensions.resize(1);
  k.manifest().dimensions[0].name = "valence";
  for (auto& clip : k.manifest().clips) clip.utterance.dimensions["valence"] = 3.0;
}

void rename_two_corpora(Case& k) {
  auto& manifest = k.manifest();
  manifest.corpora[0].name = "berlin";
  manifest.corpora[1].name = "music";
  for (auto& clip : manifest.clips)
    clip.utterance.key = manifest.corpora[clip.corpus].name + "/" + clip.listed->key;
  manifest.hash = "hash of other prefixed keys";
}

/// The tables the other way round, and so are the clips.
void exchange_two_corpora(Case& k) {
  auto& manifest = k.manifest();
  std::swap(manifest.corpora[0], manifest.corpora[1]);
  std::swap(manifest.clips[0], manifest.clips[2]);
  std::swap(manifest.clips[1], manifest.clips[3]);
  for (auto& clip : manifest.clips) clip.corpus = 1 - clip.corpus;
  k.folds().folds = {testing::fold(1, {3}, {2}, {0, 1}), testing::fold(2, {1}, {0}, {2, 3})};
  manifest.hash = "hash in another order";
}

void drop_clip(Case& k, std::size_t listed) {
  auto& manifest = k.manifest();
  manifest.clips.pop_back();
  manifest.listed_clips = listed;
  manifest.hash = "hash of three clips";
  k.folds().folds = {testing::fold(1, {1}, {0}, {2}), testing::fold(2, {}, {2}, {0, 1})};
}

std::vector<Alteration> alterations() {
  using enum Hash;
  return {
      // What is compared, and what nobody hears.
      {"name of the experiment", same, [](Case& k) { k.experiment().name = "another"; }},
      {"seeds", same, [](Case& k) { k.experiment().seeds = {5, 6, 7}; }, "seeds:3"},
      {"epochs", same, [](Case& k) { k.experiment().train.epochs = 99; }},
      {"learning rate", same, [](Case& k) { k.experiment().train.optimizer.lr = 1.0; }},
      {"batch size", same, [](Case& k) { k.experiment().train.batch_size = 3; }},
      {"accumulation", same, [](Case& k) { k.experiment().train.accumulate = 4; }},
      {"class weights", same,
       [](Case& k) { k.experiment().train.class_weights = std::string("balanced"); }},
      {"precision", same, [](Case& k) { k.experiment().train.precision = "bf16"; }},
      {"patience", same, [](Case& k) { k.experiment().train.patience = 3; }},
      {"device", same, [](Case& k) { k.experiment().train.device = "cuda"; }},
      {"checkpoints", same, [](Case& k) { k.experiment().train.checkpoints = "all"; }},
      {"loss", same,
       [](Case& k) { k.experiment().loss.info = &config::testing::offer_of("focal"); }},
      {"head", same, [](Case& k) { k.experiment().head.hidden = {64}; }},
      {"folder of the corpus", same,
       [](Case& k) { k.experiment().datasets[0].root = "/elsewhere"; }},
      {"paths of the audio", same,
       [](Case& k) {
         for (auto& clip : k.manifest().clips) clip.utterance.audio = "/elsewhere/a.wav";
       }},
      {"weight of the corpus in training", same,
       [](Case& k) { k.experiment().datasets[0].weight = 2.0; }},
      {"notes", same, [](Case& k) { k.folds().notes = {"a note"}; }},
      {"names of folds", same, [](Case& k) { k.folds().folds[0].name = "speaker 03"; }},
      {"stratify that moves no clip", same,
       [](Case& k) { k.experiment().protocol.stratify = true; }},
      {"copies allowed where there are none", same,
       [](Case& k) { k.experiment().protocol.copies = "allow"; }},
      // What the corpus is called.
      {"nickname of the table", same,
       [](Case& k) {
         k.experiment().datasets[0].name = "berlin";
         k.manifest().corpora[0].name = "berlin";
       },
       "berlin:2c"},
      {"nicknames of two tables", same, rename_two_corpora, "berlin+music:2c", two_corpora},
      {"order of two tables", same, exchange_two_corpora, "song+emodb:2c", two_corpora},
      // What is heard.
      {"audio of a clip", other, [](Case& k) { k.manifest().clips[2].digest = "other audio"; }},
      {"audio of a clip in one of two corpora", other,
       [](Case& k) { k.manifest().clips[2].digest = "other audio"; }, "", two_corpora},
      {"list of clips", other, [](Case& k) { k.manifest().hash = "another list"; }},
      {"damaged clip left out", other,
       [](Case& k) { k.manifest().damaged.push_back({"10a", "clip '10a': is cut off"}); }},
      {"sentence about a damaged clip", same,
       [](Case& k) { k.manifest().damaged[0].text = "/data/10a.wav cannot be opened"; }, "",
       [](Case& k) { k.manifest().damaged.push_back({"10a", "clip '10a': is cut off"}); }},
      {"max_clips", other, [](Case& k) { drop_clip(k, 4); }, "3 of 4 clips"},
      {"max_seconds above every clip", same,
       [](Case& k) { k.experiment().train.max_seconds = 30.0; }},
      {"max_seconds that cuts test clips", other,
       [](Case& k) { k.experiment().train.max_seconds = 0.5; }, "cut:0.5 s"},
      {"max_seconds that cuts more of them", other,
       [](Case& k) { k.experiment().train.max_seconds = 0.25; }, "cut:0.25 s",
       [](Case& k) { k.experiment().train.max_seconds = 0.5; }},
      // What is true of a clip, where the corpora have no list in common whose hash holds it.
      {"votes of a clip in one of two corpora", other,
       [](Case& k) { k.manifest().clips[2].utterance.votes["joy"] = 1.5; }, "",
       votes_of_two_corpora},
      {"rating of a clip in one of two corpora", other,
       [](Case& k) { k.manifest().clips[2].utterance.dimensions["valence"] = 4.0; }, "",
       ratings_of_two_corpora},
      // What is asked.
      {"task", other, [](Case& k) { k.experiment().task = "regression"; }},
      {"label merged into a class", other,
       [](Case& k) { k.manifest().clips[1].utterance.label = "excitement"; }},
      {"label left out", other, [](Case& k) { k.manifest().left_out["fear"] = 3; }},
      {"name of a class", other, [](Case& k) { k.manifest().classes = {"anger", "happiness"}; }},
      // Who is tested, and on what was learned.
      {"clip that is tested in another fold", other,
       [](Case& k) { k.folds().folds[0] = testing::fold(1, {2}, {0}, {1, 3}); },
       "speaker-dependent"},
      {"clip that is not learned from", other, [](Case& k) { k.folds().folds[0].train.clear(); }},
      {"fraction of the training clips", other,
       [](Case& k) {
         k.manifest().corpora[0].fraction = 0.5;
         k.folds().folds[0].train.clear();
       },
       "train:50 %"},
      {"fraction of the training clips of one of two corpora", other,
       [](Case& k) {
         k.manifest().corpora[1].fraction = 0.25;
         k.folds().folds[0].train.clear();
       },
       "train:25 % of song", two_corpora},
      {"protocol", other, [](Case& k) { k.experiment().protocol.name = "holdout"; }, "holdout"},
      {"seed of the folds", other, [](Case& k) { k.experiment().protocol.seed = 7; }},
      {"folds drawn anew for each seed", other,
       [](Case& k) { k.experiment().protocol.resplit = true; }},
      {"one fold alone", other,
       [](Case& k) {
         k.folds().left_out = {k.folds().folds[0]};
         k.folds().folds.erase(k.folds().folds.begin());
       },
       "1 of 2 folds"},
      {"unknown speakers", same,
       [](Case& k) {
         for (auto& clip : k.manifest().clips) clip.utterance.speaker.reset();
       },
       "speakers unknown"},  // the list's hash holds speakers, which is not made anew here
      // How a checkpoint is chosen.
      {"stratify that moves validation clips", other,
       [](Case& k) {
         k.experiment().protocol.stratify = true;
         k.folds().folds[0] = testing::fold(1, {0}, {1}, {2, 3});
       }},
      {"clips of a given validation part", other,
       [](Case& k) { k.folds().folds[0] = testing::fold(1, {0}, {1}, {2, 3}); }, "",
       [](Case& k) { k.folds().validation = "official"; }},
      {"share of validation", other, [](Case& k) { k.folds().validation = "random 0.2"; }},
      {"validation on test", other,
       [](Case& k) {
         without_validation(k);
         k.folds().validation = "test";
         k.folds().validation_is_test = true;
         for (auto& fold : k.folds().folds) fold.validation = fold.test;
       },
       "dev:test"},
      {"no validation", other, without_validation, "sel:last"},
      {"selecting metric", other, [](Case& k) { k.experiment().protocol.select = "wa"; }, "sel:wa"},
      {"selecting metric where nothing validates", same,
       [](Case& k) { k.experiment().protocol.select = "wa"; }, "", without_validation},
      // What the encoder has heard before.
      {"pre-training on other corpora", same,
       [](Case& k) { k.pretraining.corpora = {"AudioSet", "VoxPopuli"}; }},
      {"no pre-training", same, [](Case& k) { k.pretraining = {}; }},
      {"pre-training on the tested corpus", other,
       [](Case& k) { k.pretraining.corpora.push_back("Berlin Emo-DB (speech)"); }},
      {"pre-training on nobody knows what", other,
       [](Case& k) { k.pretraining = {.corpora = {}, .known = false}; }},
  };
}

class Alterations : public ::testing::TestWithParam<Alteration> {};

TEST_P(Alterations, LeaveTheHashOrNotAndAreSaidInTheLine) {
  const auto& one = GetParam();
  Case before, after;
  for (auto* known : {&before, &after}) {
    if (one.base) one.base(*known);
  }
  one.alter(after);
  const auto first = comparability_signature(before.prepared, before.pretraining);
  const auto second = comparability_signature(after.prepared, after.pretraining);
  EXPECT_EQ(first.hash() == second.hash(), one.hash == Hash::same) << first.line() << "\n"
                                                                   << second.line();
  EXPECT_EQ(run::differences(first, second).empty(), one.hash == Hash::same);
  if (*one.line == '\0') return;
  EXPECT_THAT(second.label, HasSubstr(one.line));
  EXPECT_THAT(first.label, Not(HasSubstr(one.line)));
}

INSTANTIATE_TEST_SUITE_P(Table, Alterations, ::testing::ValuesIn(alterations()),
                         [](const auto& one) {
                           std::string name;
                           for (const char c : std::string(one.param.what))
                             if (std::isalnum(static_cast<unsigned char>(c)) != 0) name += c;
                             else if (c == ' ') name += '_';
                           return name;
                         });

TEST(AlterationsTable, HasFortyRowsAndMore) { EXPECT_GE(alterations().size(), 40U); }

}  // namespace
}  // namespace serhost::app
