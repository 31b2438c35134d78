// What the papers print, and whether it can be set beside a figure of ours.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "run/evaluated_run.hpp"

namespace serhost::report {

/// A printed value; fractions, not percent.
struct Published {
  std::string source;                ///< "comparative study, Table I"
  std::string dataset, model, loss;  ///< `loss` is "" where the paper has one loss
  std::map<std::string, double> metrics;
  std::string protocol;    ///< as an experiment would say it: "leave-one-session-out", "k-fold"
  std::string k;           ///< folds of k-fold; "" for others
  std::string validation;  ///< "random", "test", "not stated"
  std::string weights;     ///< "fine-tuned", "frozen"
  std::string classes;     ///< how many; "" where it is not told
  std::string note;
};

/// The files of core/report/published by their names; compiled in.
const std::map<std::string, std::string>& published_files();

/// All of them, in the order of the papers. Throws std::logic_error where a file is not what its
/// place in tables.csv says.
const std::vector<Published>& published();

/// Values for this run's backbone and loss: those of its data set, and those of the comparative
/// study's table whatever the corpus.
std::vector<Published> published_beside(const run::EvaluatedRun& run);

/// In what the paper's protocol is not the run's: "corpus: iemocap there, emodb here". Empty where
/// it matches.
std::vector<std::string> protocol_differences(const Published& paper, const run::EvaluatedRun& run);

}  // namespace serhost::report
