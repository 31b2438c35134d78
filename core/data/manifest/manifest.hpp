// The checked list of clips of a run: what the datasets said, with labels mapped to the task's
// classes.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "config/experiment.hpp"
#include "config/task_info.hpp"
#include "data/manifest/published_counts.hpp"
#include "host/guard.hpp"
#include "host/registry.hpp"

namespace serhost::data {

struct Clip {
  Utterance
      utterance;  ///< key, speaker and session are unique over all corpora (docs/protocols.md)
  std::int64_t label = -1;  ///< index into Manifest::classes; -1: none (tasks without classes only)
  std::size_t corpus = 0;   ///< index into Manifest::corpora
  double seconds = 0.0;     ///< from the audio's header; 0 where it could not be read
  std::int64_t sample_rate = 0, channels = 0;  ///< likewise, of its file
  std::string digest;  ///< SHA-256 of the audio, once it has been read (verify.hpp); "" before
  std::shared_ptr<const Utterance> listed;  ///< as the dataset gave it, where key, speaker or
                                            ///< session had to be prefixed; else null
};

/// What became of one label of a corpus.
struct LabelUse {
  std::string label;  ///< as the dataset gives it; "" : clips without one
  std::int64_t clips = 0;
  std::string counts_as;  ///< a class; "": left out
};

/// Of the clips of a corpus that were decoded (levels.hpp); none unless it was asked for.
struct AudioLevels {
  std::size_t clips = 0, clipped_clips = 0;  ///< decoded; those with clipped samples
  std::size_t frames = 0, silent = 0, samples = 0, clipped = 0;  ///< audio::LevelCounts, added up
};

struct Corpus {
  std::string name;                  ///< of the [dataset] table
  std::shared_ptr<Dataset> dataset;  ///< null in manifests made by hand
  double weight = 1.0;
  double fraction = 1.0;  ///< of its training clips that are learned from
  host::Callee callee;    ///< for calls into the dataset
  CorpusFacts facts;      ///< what is published of it; empty where its dataset is not Documented
  CountCheck counts;      ///< the listed clips against `facts`
  AudioLevels levels;     ///< of its audio, where it was measured
  std::vector<LabelUse> labels;                    ///< of the listed clips, by label
  std::vector<CountDifference> class_differences;  ///< classes against the label map's counts
};

/// A clip that cannot be used.
struct DroppedClip {
  std::string key, text;      ///< the text is a sentence that names the clip
  Exit exit = Exit::damaged;  ///< missing: its file is not there
};

/// A dimension that a task of ratings predicts, and the ends of its scale where somebody says them.
struct RatedDimension {
  std::string name;
  std::optional<std::pair<double, double>> range{};
};

struct Manifest {
  config::Wanted wanted = config::Wanted::label;  ///< what the task takes of clips. Of votes and
                                                  ///< marks, `Utterance::votes` are by class, and
                                                  ///< marks 1 or 0; `Clip::label` is the majority
                                                  ///< of votes, -1 for a tie and for marks
  std::vector<std::string> classes;
  std::vector<RatedDimension> dimensions{};  ///< of a task of ratings; else empty
  std::vector<Clip> clips;  ///< sorted by corpus, then key; keys unique ("corpus/key" where there
                            ///< are several corpora)
  bool dialogues = false;   ///< the task hears what was said before a clip
  /// Of a task of dialogues: clips that are no targets, but stand in the histories of those that
  /// are. Sorted and unique likewise; empty for any other task.
  std::vector<Clip> heard{};
  std::vector<Corpus> corpora;
  std::map<std::string, std::int64_t>
      left_out;  ///< clips by label that is not among the classes; "(none)": not labelled;
                 ///< "(not rated)" of a task of ratings
  /// Dropped under skip_damaged, or known to be bad (Exit::ok).
  std::vector<DroppedClip> damaged;
  std::vector<std::string> warnings;     ///< what lists say that cannot be meant, a sentence each
  std::vector<std::string> audio_notes;  ///< odd audio that can be used (verify.hpp), likewise
  std::size_t listed_clips = 0;          ///< before train.max_clips left most of them out
  std::string hash;  ///< SHA-256 over keys, labels, speakers, sessions; ratings, votes and
                     ///< dialogues where they count

  /// Of `clips`, and behind them of `heard`.
  const Clip& clip(std::size_t index) const {
    return index < clips.size() ? clips[index] : heard.at(index - clips.size());
  }
  /// How many `clip` counts.
  std::size_t count() const { return clips.size() + heard.size(); }
};

/// The same without clips and corpora: what a task must know before there is data.
Manifest without_clips(const Manifest& manifest);

/// Makes every dataset of the experiment, lists and checks it. Faults: missing files, repeated
/// keys, a class without any clip (with the labels that do occur), unreadable headers (65; dropped
/// and told under skip_damaged). What is returned leaves out the clips at fault. `log` [any thread]
/// gets the datasets' own lines, for as long as they live.
Manifest build_manifest(const config::Experiment& experiment, const host::Registry& registry,
                        Faults& faults, std::function<void(const std::string&)> log = {});

/// False where the model's first backbone reads features: audio is then not opened, and need not be
/// there.
bool takes_audio(const config::Experiment& experiment);

/// One labelled utterance list for `classes` and `merge` alone; the part of build_manifest that
/// needs no plugin and opens no audio. Without `classes`: every name that occurs, sorted.
Manifest manifest_of(std::vector<Utterance> utterances, const config::DatasetTable& table,
                     Faults& faults);

}  // namespace serhost::data
