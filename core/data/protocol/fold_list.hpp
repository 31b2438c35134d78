// Published fold lists: our folds.csv, or a folder in the layout of EmoBox. Foreign text, so every
// line is checked.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/protocol/folds.hpp"

namespace serhost::data {

/// The parts a clip may be in.
enum class FoldPart { train, validation, test };
const char* name_of(FoldPart part);

/// "train", "test", "validation" and the usual other words for it (dev, development, valid, val),
/// in any case; else nullopt.
std::optional<FoldPart> part_from(std::string_view text);

/// One line of a fold list.
struct ListedClip {
  std::string key;
  std::vector<std::string> other_names;  ///< without the corpus prefix; the stem of the audio file
  std::string fold = "1";
  std::optional<FoldPart> part;  ///< absent: in the corpus, but in no part that was read
  std::optional<std::string> speaker, session, dialogue, sentence, gender;
};

struct FoldList {
  std::string source;             ///< file or folder, for messages
  std::vector<ListedClip> clips;  ///< lines with a part, in the order read
  std::vector<ListedClip>
      corpus;  ///< every clip of the corpus where the source says so (EmoBox), else empty
};

/// `path`: a CSV file with the columns `key`, `part` (or `split`) and, where there are several,
/// `fold` (and `seed`); `speaker`, `session`, `dialogue`, `sentence` and `gender` are optional;
/// tabs may stand for commas. Or a folder with fold_1/..., each with JSONL lists named *_train_*,
/// *_valid_*, *_test_*; where a fold has a test list only, the rest of the corpus trains. Throws
/// Error(missing) or DataError naming file and line.
FoldList read_fold_list(const std::filesystem::path& path);

/// Every clip of a CSV file with the column `key` and, as it likes, `speaker`, `session`, `part`
/// and `fold`. Throws as read_fold_list.
std::vector<ListedClip> read_clip_list(const std::filesystem::path& file);

/// The folds of a list for the clips of a manifest, without validation rules. Clips match by key,
/// else by another name that fits one clip alone. Faults: no clip matches, a clip in two parts of a
/// fold (it is then in both). Counts of what did not match go to `notes`.
Folds folds_from(const FoldList& list, const Manifest& manifest, Faults& faults);

/// A manifest without audio made from the list itself, for audits.
Manifest manifest_from(const FoldList& list);

}  // namespace serhost::data
