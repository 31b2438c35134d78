// What a dataset plugin implements. It says what is on disk and nothing else: which classes a task
// uses, folds and decoding are the host's, so that two corpora are always treated alike. No torch
// header is needed here.
//
//   std::vector<serhost::Utterance> utterances() override {
//     std::vector<serhost::Utterance> clips;
//     for (const auto& file : serhost::corpus::files_below(root_, {"wav"}))
//       clips.push_back({.key = file.filename(), .audio = file, .label = "neutral"});
//     return clips;  // in the order of their keys
//   }
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <serhost/context.hpp>
#include <serhost/registration.hpp>
#include <serhost/schema.hpp>
#include <serhost/waveform.hpp>
#include <string>
#include <vector>

namespace serhost {

/// One labelled recording, or a segment of one. Unknown is `nullopt`, never an empty string.
struct Utterance {
  /// Unique within the dataset, stable between machines; a path relative to the root where there is
  /// nothing better.
  std::string key;
  std::filesystem::path audio;  ///< absolute; empty where the dataset has the ability ReadsAudio
  /// Seconds within the file; absent: the whole file.
  std::optional<double> start, end;
  std::optional<std::int64_t> channel;  ///< from 0; absent: the average of all channels
  /// Canonical name (docs/components.md), or the folder's or file's own word where there is no
  /// table; absent: not labelled.
  std::optional<std::string> label;
  std::string corpus_label;  ///< as on disk
  /// Identifiers and words as the corpus has them; absent: unknown. `split` is an official part
  /// ("train", "validation", "test").
  std::optional<std::string> speaker, session, dialogue, sentence, split, gender, language, text;
  std::optional<std::int64_t> turn;  ///< position in the dialogue
  /// Ratings by name (valence, arousal, dominance, sentiment) on the corpus's own scale, whose ends
  /// are CorpusFacts::ratings; absent: not rated.
  std::map<std::string, double> dimensions;
  std::map<std::string, double> votes;       ///< annotators' votes by canonical name
  std::map<std::string, std::string> extra;  ///< anything else worth a column
};

/// A corpus. One call at a time per instance.
class SERHOST_API Dataset {
 public:
  virtual ~Dataset() = default;

  /// Every utterance on disk, sorted by key; two calls give the same. Throws std::exception with a
  /// sentence that names the path and what was expected there.
  virtual std::vector<Utterance> utterances() = 0;
};

/// Ability of a dataset whose audio is not in audio files.
class SERHOST_API ReadsAudio {
 public:
  virtual ~ReadsAudio() = default;
  /// [loader] several at once, hence const. `start`, `end` and `channel` are the plugin's to honor.
  virtual Waveform read(const Utterance& utterance) const = 0;
};

namespace detail {
template <>
struct KindTraits<Kind::dataset> {
  using Interface = Dataset;
  template <class T>
  static constexpr MakeDataset maker() {
    return [](const Values& values, const DataRoot& root) -> std::shared_ptr<Dataset> {
      return std::make_shared<T>(options_of<T>(values), root);
    };
  }
};
}  // namespace detail
}  // namespace serhost

/// `SERHOST_DATASET(EmoDb, "emodb", "EmoDB: 10 actors, 7 emotions, German");`, once for each reader
/// of a plugin; title and order in tables may follow (serhost::Shown).
#define SERHOST_DATASET(Class, component_name, summary_text, ...) \
  SERHOST_REGISTER(dataset, Class, component_name, summary_text, __VA_ARGS__)
