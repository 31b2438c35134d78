// What is published of a corpus as a whole, beside its clips: counts that a copy on disk can be
// compared with, the range of ratings, license and citation, recordings known to be bad.
//
//   class Own : public serhost::Dataset, public serhost::Documented {
//     serhost::CorpusFacts facts() const override {
//       return {.title = "Own", .ratings = {{"valence", {1, 5}}}, .counts = {.clips = 535}};
//     }
//   };
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <serhost/export.hpp>
#include <string>

namespace serhost {

/// Both ends can be given by an annotator.
struct RatingRange {
  double lowest = 0.0;   ///< the scale's lower end
  double highest = 1.0;  ///< the scale's upper end
};

/// Of the whole corpus, as its authors or a published list say. What is not known stays empty.
struct PublishedCounts {
  std::optional<std::int64_t> clips = {};           ///< of all labels and parts
  std::optional<std::int64_t> speakers = {};        ///< people, whatever they are called
  std::map<std::string, std::int64_t> labels = {};  ///< clips by Utterance::label
  std::map<std::string, std::int64_t> splits = {};  ///< clips by Utterance::split
  /// Copies with other numbers of clips that are around: the number, and a clause that says why.
  std::map<std::int64_t, std::string> copies = {};
};

/// Of a corpus as a whole.
struct CorpusFacts {
  std::string title = {};     ///< as the field writes it: "CREMA-D"
  std::string license = {};   ///< an SPDX expression where there is one
  std::string citation = {};  ///< one line
  std::string homepage = {};  ///< one line
  /// By name of Utterance::dimensions. A dimension without one has no known range.
  std::map<std::string, RatingRange> ratings = {};
  PublishedCounts counts = {};  ///< of the whole corpus
  /// Recordings that everybody leaves out, by key, with a clause that says why: "is silent". The
  /// host leaves them out and says so.
  std::map<std::string, std::string> known_bad = {};
};

/// Ability of a dataset that knows what is published of its corpus.
class SERHOST_API Documented {
 public:
  virtual ~Documented() = default;
  /// [run] The same at every call; asked for after `utterances`.
  virtual CorpusFacts facts() const = 0;
};

}  // namespace serhost
