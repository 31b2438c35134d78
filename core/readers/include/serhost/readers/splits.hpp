// Official parts: the words for them, and lists of what is in them.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::readers {

/// "train", "validation" or "test" for the usual words in any case (training; valid, val, dev,
/// devel, development; testing), "" for any other.
std::string part_of(std::string_view word);

/// The part that a shard is of, by the first of its folders and its name that begins with one:
/// "train" for train-000001.tar, train/000001.tar, data/train-00000-of-00002.parquet.
std::optional<std::string> part_of_shard(const std::filesystem::path& below);

/// A list of one name a line, and the part that they are in.
struct PartList {
  std::filesystem::path file;  ///< one name a line
  std::string part;            ///< "train", "validation" or "test"
};

/// Parts by name. Throws std::runtime_error for a list that cannot be read, and for a name in two
/// parts.
std::map<std::string, std::string> read_parts(const std::vector<PartList>& lists);

}  // namespace serhost::readers
