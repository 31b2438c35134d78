// Nested selection: who is chosen by what, and that the test part has no say.
#include "sweep/nested.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "core/run/sample.hpp"
#include "core/sweep/fixture.hpp"
#include "run/predictions.hpp"
#include "run/run.hpp"
#include "run/tensorboard.hpp"
#include "sweep/cell_json.hpp"

namespace serhost::sweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace sample = run::sample;

/// A trial whose validation UA at the kept epoch is `first` in fold 1 and `second` in fold 2, and
/// which gets `wrong` of each speaker's four test clips wrong.
void write_trial(const std::filesystem::path& folder, double first, double second, int wrong,
                 const std::string& manifest = "m1") {
  std::filesystem::create_directories(folder);
  auto facts = sample::facts({1});
  facts.manifest_hash = manifest;
  facts.resolved_text = "name = \"trial\"\n[train]\nepochs = " + std::to_string(wrong) + "\n";
  run::RunRecord record(folder, facts);
  for (std::int64_t fold = 1; fold <= 2; ++fold) {
    record.fold_started({fold, 2, 1, "part " + std::to_string(fold), 9, 3, 12, 1000, 100});
    for (std::int64_t count = 1; count <= 3; ++count) {
      auto epoch = sample::epoch(fold, 1, count);
      epoch.validation["ua"] = count == 2 ? (fold == 1 ? first : second)
                                          : 0.99;  // epoch 2 is the kept one, others do not count
      record.epoch_ended(epoch);
    }
    record.fold_ended(sample::fold(fold, 1, wrong));
  }
  record.finish();
}

std::vector<std::pair<std::int64_t, std::int64_t>> chosen(const std::vector<Selected>& selected) {
  std::vector<std::pair<std::int64_t, std::int64_t>> out;
  for (const auto& one : selected) out.push_back({one.fold, one.trial});
  return out;
}

TEST(NestedSelection, TakesInEachFoldTheTrialThatWasBestOnItsValidationPart) {
  const sample::Folder folder;
  write_trial(folder / "t1", 0.6, 0.5, 1);
  write_trial(folder / "t2", 0.4, 0.7, 2);
  const auto selected =
      select_nested({{1, "a", folder / "t1"}, {2, "b", folder / "t2"}}, 2, "cell", folder / "cell");
  EXPECT_THAT(chosen(selected), ElementsAre(std::pair(1, 1), std::pair(2, 2)));
  EXPECT_EQ(selected[1].validation, 0.7);
  const auto run = run::read_run(folder / "cell");
  EXPECT_TRUE(run.is_finished());
  EXPECT_EQ(run.facts.name, "cell");
  // Fold 1 has the predictions of trial 1, one of four wrong; fold 2 those of trial 2, two of four.
  ASSERT_EQ(run.results.size(), 2u);
  EXPECT_EQ(run.results[0].scores.metrics.at("wa"), 0.75);
  EXPECT_EQ(run.results[1].scores.metrics.at("wa"), 0.5);
  EXPECT_EQ(run.summary.at("wa").pooled, 0.625);  // (9 + 6) of 24 clips
  EXPECT_THAT(
      run.facts.notes.back(),
      HasSubstr("chosen for each fold and seed on its validation part among 2 trials, by ua"));
  const auto rows = run::parse_predictions(read_file(folder / "cell/predictions.csv"), run.facts);
  EXPECT_EQ(
      rows.at({1, 1}).text,
      run::parse_predictions(read_file(folder / "t1/predictions.csv"), run.facts).at({1, 1}).text);
  EXPECT_EQ(
      rows.at({2, 1}).text,
      run::parse_predictions(read_file(folder / "t2/predictions.csv"), run.facts).at({2, 1}).text);
}

TEST(NestedSelection, TensorBoardIsToldTheHyperParametersThatEachFoldTook) {
  const sample::Folder folder;
  write_trial(folder / "t1", 0.6, 0.5, 1);
  write_trial(folder / "t2", 0.4, 0.7, 2);
  select_nested({{1, "a", folder / "t1"}, {2, "b", folder / "t2"}}, 2, "cell", folder / "cell");
  for (const int fold : {1, 2}) {
    const auto under = folder / "cell/tensorboard";
    std::string events;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(under)) {
      if (entry.is_regular_file() &&
          entry.path().string().find("fold-" + std::to_string(fold)) != std::string::npos)
        events += read_file(entry.path());
    }
    const auto expected =
        run::hparams_event(0.0, {{"name", "cell"}, {"train.epochs", std::to_string(fold)}}, "cell");
    // The entries without length and checksum around them, and without the time at their end.
    const auto begin = expected.find("train.epochs"),
               length = std::string("train.epochs").size() + 2 + 9;
    EXPECT_NE(events.find(expected.substr(begin, length)), std::string::npos) << fold;
    EXPECT_NE(events.find("cell"), std::string::npos);
  }
}

TEST(NestedSelection, TheTestPartHasNoSay) {
  const sample::Folder folder;
  write_trial(folder / "t1", 0.6, 0.6, 4);  // all of its test clips are wrong
  write_trial(folder / "t2", 0.5, 0.5, 0);  // none is
  EXPECT_THAT(chosen(select_nested({{1, "a", folder / "t1"}, {2, "b", folder / "t2"}}, 2, "cell",
                                   folder / "cell")),
              ElementsAre(std::pair(1, 1), std::pair(2, 1)));
}

TEST(NestedSelection, TiesGoToTheLowerNumberAndMissingTrialsAreCounted) {
  const sample::Folder folder;
  write_trial(folder / "t2", 0.5, 0.5, 1);
  write_trial(folder / "t5", 0.5, 0.5, 2);
  EXPECT_THAT(chosen(select_nested({{2, "b", folder / "t2"}, {5, "e", folder / "t5"}}, 5, "cell",
                                   folder / "cell")),
              ElementsAre(std::pair(1, 2), std::pair(2, 2)));
  EXPECT_THAT(run::read_run(folder / "cell").facts.notes.back(),
              HasSubstr("among 2 trials (of 5 planned)"));
}

TEST(NestedSelection, ASmallerLossIsBetterAndItCanBeMadeAnew) {
  const sample::Folder folder;
  for (const auto& [name, loss] : {std::pair("t1", 0.9), std::pair("t2", 0.3)}) {
    auto facts = sample::facts({1});
    facts.select = "loss";
    std::filesystem::create_directories(folder / name);
    run::RunRecord record(folder / name, facts);
    for (std::int64_t fold = 1; fold <= 2; ++fold) {
      record.fold_started({fold, 2, 1, "part", 9, 3, 12, 1000, 100});
      for (std::int64_t count = 1; count <= 2; ++count)
        record.epoch_ended(sample::epoch(fold, 1, count, loss));
      record.fold_ended(sample::fold(fold, 1));
    }
    record.finish();
  }
  for (int again = 0; again < 2; ++again) {
    EXPECT_THAT(chosen(select_nested({{1, "a", folder / "t1"}, {2, "b", folder / "t2"}}, 2, "cell",
                                     folder / "cell")),
                ElementsAre(std::pair(1, 2), std::pair(2, 2)));
    EXPECT_EQ(run::read_run(folder / "cell").results.size(), 2u);
  }
}

TEST(NestedSelection, TrialsOfOtherDataAreRefused) {
  const sample::Folder folder;
  write_trial(folder / "t1", 0.6, 0.5, 1);
  write_trial(folder / "t2", 0.4, 0.7, 2, "m2");
  EXPECT_THROW(
      select_nested({{1, "a", folder / "t1"}, {2, "b", folder / "t2"}}, 2, "cell", folder / "cell"),
      Error);
}

TEST(CellJson, SaysWhereARunBelongsAndWhatItWasChosenFrom) {
  const sample::Folder folder;
  Sweep sweep;
  sweep.name = "grid", sweep.axes = {"loss"}, sweep.trials = 3;
  Cell first;
  first.id = "focal-t01-aa", first.group = "focal-bb", first.trial = 1,
  first.overrides = {{"loss", "focal"}, {"head.dropout", "0.1"}};
  auto second = first;
  second.id = "focal-t02-cc", second.trial = 2, second.overrides[1].value = "0.2";
  write_tuned_json(sweep, {&first, &second}, 2, {{1, 1, 2, 0.5}}, folder.path());
  const auto json = nlohmann::json::parse(read_file(folder / "cell.json"));
  EXPECT_EQ(json["id"], "focal-bb");
  EXPECT_EQ(json["settings"], nlohmann::json({{"loss", "focal"}}));
  EXPECT_EQ(json["tuning"]["budget"], 3);
  EXPECT_EQ(json["tuning"]["done"], 2);
  EXPECT_EQ(json["tuning"]["chosen"][0]["trial"], 2);
  EXPECT_EQ(json["tuning"]["trials"][1]["settings"]["head.dropout"], "0.2");
  write_cell_json(sweep, second, folder.path());
  EXPECT_EQ(nlohmann::json::parse(read_file(folder / "cell.json"))["settings"]["head.dropout"],
            "0.2");
}

}  // namespace
}  // namespace serhost::sweep
