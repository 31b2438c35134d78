// What a run was: all that its record says which is not a result.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "metrics/rows.hpp"
#include "run/signature.hpp"
#include "run/test_speakers.hpp"

namespace serhost::run {

/// A plugin that took part.
struct PluginFact {
  std::string kind, name, version, file, sha256;
  std::map<std::string, std::string> abi;
  std::string title{};  ///< in tables; the name where an older record has none
  int order = 1000;     ///< place in tables among its kind, small first
};

/// How far the numbers of this run repeat.
struct Determinism {
  int threads = 0;  ///< of LibTorch
  std::optional<bool>
      across_threads;  ///< the same bits with another number of threads; absent: not compared
  std::string why;     ///< what was seen, or why nothing was compared
};

/// All that the record says which is not a result. Plain values: the report knows neither torch nor
/// the experiment's types.
struct RunFacts {
  std::string name, experiment_hash, experiment_text, resolved_text,
      folds_csv;                            ///< the hash is of all that decides the results
  std::string resolved_hash;                ///< of resolved_text; "" of earlier versions
  Signature signature;                      ///< what the metrics can be ranked with
  std::map<std::string, std::string> keys;  ///< of the experiment, for TensorBoard; not in run.json
  std::string task = metrics::kClassification;
  std::vector<std::string> classes;  ///< empty of a task without classes
  /// What predictions.csv holds behind key, speaker, fold and seed. Of classification they follow
  /// from the classes and may be empty.
  std::vector<std::string> columns{};
  std::vector<std::int64_t> seeds;
  std::string protocol, validation, select;  ///< "leave-one-speaker-out", "speakers 0.2", "ua"
  bool validation_is_test = false;
  TestSpeakers test_speakers = TestSpeakers::unknown;  ///< whether they were trained on
  std::int64_t protocol_seed = 0;
  std::string backbone, loss;  ///< names, for titles
  std::vector<PluginFact> plugins;
  std::string manifest_hash;
  std::map<std::string, std::int64_t> clips_by_class, left_out;
  std::size_t clips = 0, speakers = 0;
  std::size_t listed_clips = 0;  ///< before train.max_clips; 0: an earlier version did not say it
  std::size_t heard_clips = 0;   ///< of a task of dialogues: the last of clips.csv, no targets
  double hours = 0.0;
  std::vector<std::string> pretraining;  ///< corpora that the backbone's weights were trained on
  bool pretraining_known = true;         ///< false: weights were read, and nobody says from what
  std::string audio_hash;                ///< SHA-256 over the audio of all clips
  std::size_t damaged_clips = 0, padded_clips = 0;  ///< dropped; too short for the backbone
  std::vector<std::string> damaged, padded;         ///< the first of them: a sentence, a key
  std::vector<std::string> notes;                   ///< what the protocol decided; stamps
  std::map<std::string, std::string> versions;      ///< serhost, libtorch, device, compiler, git
  Determinism determinism;
  int processes = 1;  ///< that train together

  /// Whether its clips have one true and one predicted class: then there are confusions and
  /// recalls.
  bool is_classification() const { return metrics::is_of_labels(task); }
};

}  // namespace serhost::run
