// Files of a record as a test looks at them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "core/run/sample.hpp"

namespace serhost::run {

inline nlohmann::json run_json_of(const sample::Folder& folder) {
  return nlohmann::json::parse(read_file(folder / "run.json"));
}

inline std::size_t rows_of(const std::filesystem::path& file) {
  return csv_records(read_file(file)).size() - 1;
}

inline void append(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::app) << text;
}

}  // namespace serhost::run
