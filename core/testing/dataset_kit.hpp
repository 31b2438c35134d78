// The checks that hold for every dataset, without torch.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <serhost/dataset.hpp>
#include <string>
#include <vector>

#include "testing/finding.hpp"

namespace serhost::conformance {

struct DatasetCase {
  /// Made for a root, which may be empty, missing or another folder: several checks ask what
  /// happens then.
  std::function<std::shared_ptr<Dataset>(const std::filesystem::path& root)> make;
  std::filesystem::path root;       ///< of the corpus; empty where none is at hand
  std::vector<std::string> labels;  ///< that may occur; empty: any
  bool fresh = true;  ///< false: `make` gives the same instance whatever the root, and checks of
                      ///< other roots are skipped
};

std::vector<Check> checks_of(const DatasetCase& one);

/// Writes the small corpus that a `tree.json` describes below `folder`, and gives the labels that
/// it may have:
///
///     {"labels": ["anger", "sadness"], "files": {"anger/03_{odd}.wav": null, "list.csv":
///     "path,label\n…"}}
///
/// null is half a second of audio, a text is the file's content. `{odd}` in a path stands for each
/// of `odd_names`. Throws std::runtime_error with the file's name.
std::vector<std::string> write_tree(const std::filesystem::path& tree,
                                    const std::filesystem::path& folder);

/// Names that corpora have and programs stumble over: blanks, quotes, brackets, commas, a newline,
/// other scripts, 200 bytes; in UTF-8.
const std::vector<std::string>& odd_names();

}  // namespace serhost::conformance
