// What db.yaml says: schemes, splits, tables and their columns.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace audformat {

/// What a column holds.
struct Scheme {
  std::optional<double> minimum, maximum;
  /// What is said of each value: of speaker "3" `gender` "male". A value that is a text itself, as
  /// a transcription of a code, is the member "".
  std::map<std::string, std::map<std::string, std::string>> labels;
  std::string labels_table;  ///< a misc table says it instead
};

struct Column {
  std::string name, scheme;  ///< "" : free
};

struct Table {
  std::string name;
  std::string split;  ///< type of its split: "train", "dev", "test"; "": none
  std::vector<Column> columns;
};

struct Database {
  std::string name, license, source;
  std::vector<std::string> languages;  ///< ISO 639-3
  std::map<std::string, Scheme> schemes;
  std::vector<Table> tables;                      ///< of files and segments, by name
  std::map<std::string, std::string> misc_index;  ///< of tables of anything else: their first level
};

/// Throws std::runtime_error that names the file, and the line where there is one.
Database read_database(const std::filesystem::path& file);

}  // namespace audformat
