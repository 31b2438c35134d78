// The parts of app/record_check.hpp: one kind of claim each.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/evaluate.hpp"
#include "app/record_lists.hpp"
#include "run/evaluated_run.hpp"

namespace serhost::app {

/// The files of a run that others are compared with.
struct RecordParts {
  std::filesystem::path folder;
  std::optional<RecordedFolds> folds{};
  std::optional<std::vector<ListedClip>> clips{};
  bool evaluated = false;  ///< nothing was trained: the model is another run's
  bool is_todays = false;  ///< the record is of this version of the signature
};

/// How many of clips.csv are targets: those that are only heard stand behind them.
inline std::size_t targets_in(const std::vector<ListedClip>& clips, const run::RunFacts& facts) {
  return clips.size() - std::min(clips.size(), facts.heard_clips);
}

/// "hubert" of "lab/hubert": a pack may be named in front.
inline std::string bare_name(const std::string& plugin) {
  return plugin.substr(plugin.rfind('/') + 1);
}

/// Name, protocol, folds, seeds, validation, selection, backbone and loss, by resolved.toml.
void check_protocol(const run::EvaluatedRun& read, const RecordParts& parts);
/// Versions and hashes of plugins, by serhost.lock.
void check_plugins(const run::EvaluatedRun& read, const RecordParts& parts);
/// Numbers of clips, classes and speakers, and hours, by folds.csv, clips.csv and predictions.csv.
void check_data(const run::EvaluatedRun& read, const RecordParts& parts);
/// Fields and label of today's signature, as far as the files say them.
void check_signature(const run::EvaluatedRun& read, const RecordParts& parts);
/// What the signature says of corpora: pre-training, labels, how many clips of how many, and where
/// there are several corpora, each of them and the hashes of their folds.
void check_corpora(const run::EvaluatedRun& read, const RecordParts& parts);

}  // namespace serhost::app
