// A made-up run of a task without classes: the two rated dimensions of core/metrics/rated_rows.hpp.
#pragma once

#include <string>

#include "base/text.hpp"
#include "core/metrics/rated_rows.hpp"
#include "core/run/sample.hpp"

namespace serhost::run::rated {

namespace task = metrics::rated;

inline RunFacts facts() {
  auto out = sample::facts({1});
  out.task = task::kTask;
  out.classes.clear();
  out.columns = task::columns();
  out.signature = {{{"task", task::kTask}, {"validation", "speakers 0.2"}}, "demo:rated | 2-fold"};
  out.select = "rated_ccc";
  return out;
}

/// Fold 1 tests speakers 0 to 3, fold 2 speakers 4 to 7.
inline FoldEnded fold(std::int64_t number, double error, std::int64_t seed = 1) {
  FoldEnded out;
  out.fold = number, out.seed = seed;
  out.name = "part " + std::to_string(number);
  out.columns = task::columns();
  const auto clips = task::clips(8, error);
  for (std::size_t i = number == 1 ? 0 : 24; i < (number == 1 ? 24u : 48u); ++i) {
    Prediction row;
    row.key = "clip " + std::to_string(i);
    row.speaker = clips.speakers[i];
    row.fold = number, row.seed = seed, row.truth = row.predicted = -1;
    for (const double value : clips.rows.row(i)) row.cells.push_back(exact(value));
    out.predictions.push_back(std::move(row));
  }
  out.predictions.front().cells[2] = out.predictions.front().cells[3] = "";  // not rated
  return out;
}

inline EpochEnded epoch(std::int64_t number) {
  EpochEnded out;
  out.fold = number, out.seed = 1;
  out.lr = 0.1, out.train_loss = 0.5;
  out.validation = {{"loss", 0.6}, {"rated_ccc", 0.4}, {"valence.rated_ccc", 0.3}};
  return out;
}

/// Writes a finished run.
inline void write(const std::filesystem::path& folder, double error, const RunFacts& of,
                  const Pages& pages = {}) {
  std::filesystem::create_directories(folder);
  RunRecord record(folder, of);
  for (const std::int64_t number : {1, 2}) {
    record.epoch_ended(epoch(number));
    record.fold_ended(fold(number, error));
  }
  record.finish(pages);
}

}  // namespace serhost::run::rated
