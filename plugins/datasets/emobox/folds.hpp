// The folds that EmoBox has for a corpus: folders fold_1, fold_2, ... of lists.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <serhost/readers/problems.hpp>
#include <set>
#include <string>

namespace emobox {

struct Folds {
  std::map<std::string, std::string> tested;     ///< by key: the fold that tests it, "3"
  std::map<std::string, std::string> validated;  ///< by key: the fold that validates on it
  std::set<std::string> names;                   ///< of folds

  /// The part in the one fold that there is; nullopt where there are several, or none.
  std::optional<std::string> part(const std::string& key) const;
};

/// The test and validation lists of all folds below `folder`. A clip that two folds test is a
/// problem.
Folds read_folds(const std::filesystem::path& folder, serhost::readers::Problems& problems);

}  // namespace emobox
