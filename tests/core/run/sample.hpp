// A made-up run for the tests of the record: four classes, six speakers, two folds.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include "run/run_record.hpp"

namespace serhost::run::sample {

/// A folder that goes with the test.
class Folder {
 public:
  Folder() {
    static int made = 0;
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path_ = std::filesystem::temp_directory_path() /
            ("serhost_" + std::string(test->test_suite_name()) + "_" + test->name() + "_" +
             std::to_string(::getpid()) + "_" + std::to_string(made++));
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(const std::string& name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// folds.csv of the folds below: whoever is not tested is trained on.
inline std::string folds_csv() {
  std::string out = "key,fold,part,speaker\n";
  for (int fold = 1; fold <= 2; ++fold) {
    for (int clip = 0; clip < 24; ++clip)
      out += "clip " + std::to_string(clip) + "," + std::to_string(fold) + "," +
             ((clip < 12) == (fold == 1) ? "test" : "train") + ",speaker " +
             std::to_string(clip / 4) + "\n";
  }
  return out;
}

inline RunFacts facts(std::vector<std::int64_t> seeds = {1, 2}) {
  RunFacts out;
  out.name = "demo";
  out.experiment_hash = "abc123";
  out.signature = {{{"task", "classification"}, {"validation", "speakers 0.2"}},
                   "demo:4c | 2-fold | dev:speakers"};
  out.experiment_text = "name = \"demo\"\n";
  std::string list;
  for (const auto seed : seeds) list += (list.empty() ? "" : ", ") + std::to_string(seed);
  out.resolved_text = "name = \"demo\"\nseeds = [" + list + "]\n";
  out.folds_csv = folds_csv();
  out.classes = {"anger", "joy", "neutral", "sadness"};
  out.seeds = std::move(seeds);
  out.protocol = "k-fold";
  out.validation = "speakers 0.2";
  out.select = "ua";
  out.test_speakers = TestSpeakers::others;
  out.backbone = "hubert";
  out.loss = "focal";
  out.plugins = {
      {"loss", "focal", "0.1.0", "plugins/focal.so", std::string(64, 'a'), {{"api", "1"}}}};
  out.manifest_hash = "m1";
  out.clips_by_class = {{"anger", 6}, {"joy", 6}, {"neutral", 6}, {"sadness", 6}};
  out.left_out = {{"fear", 3}};
  out.clips = 24;
  out.speakers = 6;
  out.hours = 0.5;
  out.damaged = {"clip 99: no samples"};
  out.damaged_clips = 1;
  out.padded = {"clip 7"};
  out.padded_clips = 1;
  out.audio_hash = "d1";
  out.notes = {"validation: 1 speaker of 4"};
  out.determinism = {2, false, "the first training step gave other bits with 1 thread"};
  out.versions = {{"serhost", "0.1.0"}, {"libtorch", "2.13.0"}};
  return out;
}

/// Fold 1 tests speakers 0-2, fold 2 speakers 3-5; four clips a speaker, one of each class; the
/// first classes of each speaker, as many as `wrong` says, are taken for the next class.
inline FoldEnded fold(std::int64_t number, std::int64_t seed, const std::vector<int>& wrong) {
  FoldEnded out;
  out.fold = number;
  out.seed = seed;
  out.name = "part " + std::to_string(number);
  out.best_epoch = 2;
  out.train_seconds = 10.0;
  out.test_seconds = 1.0;
  out.host_seconds = 0.5;
  for (std::int64_t speaker = 3 * (number - 1); speaker < 3 * number; ++speaker) {
    for (std::int64_t truth = 0; truth < 4; ++truth) {
      Prediction row;
      row.key = "clip " + std::to_string(4 * speaker + truth);
      row.speaker = "speaker " + std::to_string(speaker);
      row.fold = number;
      row.seed = seed;
      row.truth = truth;
      row.predicted = truth < wrong.at(static_cast<std::size_t>(speaker)) ? (truth + 1) % 4 : truth;
      row.probabilities.assign(4, 0.1);
      row.probabilities[static_cast<std::size_t>(row.predicted)] = 0.7;
      out.predictions.push_back(row);
    }
  }
  return out;
}

/// The same with all six speakers alike.
inline FoldEnded fold(std::int64_t number, std::int64_t seed, int wrong = 1) {
  return fold(number, seed, std::vector<int>(6, wrong));
}

inline EpochEnded epoch(std::int64_t number, std::int64_t seed, std::int64_t count,
                        double loss = 0.5) {
  EpochEnded out;
  out.fold = number;
  out.seed = seed;
  out.epoch = count;
  out.epochs = 3;
  out.step = 10 * count;
  out.lr = 1e-4;
  out.train_loss = loss;
  out.validation = {{"loss", loss + 0.1}, {"ua", 0.5}, {"wa", 0.5}, {"wf1", 0.4}};
  out.seconds = 2.5;
  return out;
}

/// Both folds of every seed, two epochs each.
inline void run_all(RunRecord& record, const std::vector<std::int64_t>& seeds = {1, 2}) {
  for (const auto seed : seeds) {
    for (std::int64_t number = 1; number <= 2; ++number) {
      if (record.has(number, seed)) continue;
      record.fold_started({number, 2, seed, "part " + std::to_string(number), 9, 3, 12, 1000, 100});
      for (std::int64_t count = 1; count <= 2; ++count)
        record.epoch_ended(epoch(number, seed, count, 1.0 / static_cast<double>(count)));
      record.fold_ended(fold(number, seed, seed == 1 ? 1 : 2));
    }
  }
}

}  // namespace serhost::run::sample
