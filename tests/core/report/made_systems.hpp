// Systems without a run behind them, whose every answer is chosen: clips, folds and seeds by hand.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "run/evaluated_run.hpp"

namespace serhost::run::made {

inline EvaluatedRun system(const std::string& name) {
  EvaluatedRun out;
  out.name = name;
  out.run.facts.name = name;
  return out;
}

/// `count` clips of a class in a fold, of which `right` are right; of two classes.
inline void add(EvaluatedSeed& seed, std::int64_t fold, std::int64_t truth, int count, int right) {
  seed.outcomes.classes = 2;
  for (int i = 0; i < count; ++i) {
    seed.clips.push_back("clip " + std::to_string(seed.clips.size()));
    seed.folds.push_back(fold);
    seed.outcomes.truth.push_back(truth);
    seed.outcomes.predicted.push_back(i < right ? truth : 1 - truth);
  }
}

/// Two systems whose second is worse in every one of six folds by 27.5 to 32.5 points of UA, and
/// better pooled by 33.33: each fold has one clip of one class and twenty of the other.
inline std::vector<EvaluatedRun> opposed() {
  std::vector<EvaluatedRun> out = {system("first"), system("second")};
  for (const bool second : {false, true}) {
    EvaluatedSeed seed{1, {}, {}, {}};
    for (std::int64_t fold = 1; fold <= 6; ++fold) {
      const std::int64_t rare = fold <= 3 ? 0 : 1;
      add(seed, fold, rare, 1, second ? 0 : 1);
      add(seed, fold, 1 - rare, 20, second ? 9 + static_cast<int>((fold - 1) % 3) : 2);
    }
    out[second ? 1 : 0].seeds.push_back(seed);
  }
  return out;
}

/// `seeds` seeds of one fold of forty clips, of which seed k has 20 + `more` + k % 2 right.
inline EvaluatedRun one_fold(const std::string& name, std::int64_t seeds, int more) {
  auto out = system(name);
  for (std::int64_t k = 0; k < seeds; ++k) {
    EvaluatedSeed seed{k, {}, {}, {}};
    add(seed, 1, 0, 20, 10);
    add(seed, 1, 1, 20, 10 + more + static_cast<int>(k % 2));
    out.seeds.push_back(seed);
  }
  return out;
}

/// Two seeds of twenty clips: the first system has none right, the second in each seed another
/// half.
inline std::vector<EvaluatedRun> half_right_each() {
  std::vector<EvaluatedRun> out = {system("first"), system("second")};
  for (const bool second : {false, true}) {
    for (std::int64_t k = 0; k < 2; ++k) {
      EvaluatedSeed seed{k, {}, {}, {}};
      add(seed, 1, 0, 10, second && k == 0 ? 10 : 0);
      add(seed, 1, 1, 10, second && k == 1 ? 10 : 0);
      out[second ? 1 : 0].seeds.push_back(seed);
    }
  }
  return out;
}

/// Two systems of eight speakers with two hundred clips each, of whom every one has a clip more
/// right with one of them, in turn.
inline std::vector<EvaluatedRun> nearly_equal() {
  std::vector<EvaluatedRun> out = {system("first"), system("second")};
  for (const bool second : {false, true}) {
    EvaluatedSeed seed{1, {}, {}, {}};
    for (int speaker = 0; speaker < 8; ++speaker) {
      const int more = (speaker % 2 == 0) == second ? 1 : 0;
      add(seed, 1 + speaker % 2, 0, 100, 50 + more);
      add(seed, 1 + speaker % 2, 1, 100, 50);
      for (int clip = 0; clip < 200; ++clip)
        seed.outcomes.speakers.push_back("speaker " + std::to_string(speaker));
    }
    out[second ? 1 : 0].seeds.push_back(seed);
  }
  return out;
}

}  // namespace serhost::run::made
