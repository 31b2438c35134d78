// Which columns of a table say what of a clip.
#pragma once

#include <map>
#include <serhost/readers/table.hpp>

#include "tables.hpp"

namespace tables {

struct Chosen {
  std::vector<std::size_t> wanted;   ///< positions of the columns to read
  std::vector<std::string> names;    ///< of these; of the audio "audio", unless a text is called so
  std::optional<std::size_t> audio;  ///< position of the column with audio in it
  /// Names of the classes that a column's numbers stand for, by column.
  std::map<std::string, std::vector<std::string>> classes;
};

/// `given`: "path=speech" where the column `speech` has the audio. Throws std::runtime_error that
/// names the file, where several columns have audio, or one that was given cannot be read.
Chosen choose(const File& file, const std::filesystem::path& path,
              const std::vector<std::string>& given);

/// A block of rows with their names; `before`: how many rows come before it.
serhost::readers::Table table_of(const Chosen& columns, const std::vector<Texts>& texts,
                                 std::size_t before, serhost::readers::Problems& problems);

}  // namespace tables
