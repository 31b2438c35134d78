// What of a run's files must be the same however many sessions it took.
#pragma once

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <sstream>
#include <string>

#include "base/csv.hpp"
#include "base/text.hpp"

namespace serhost::fakes {

namespace fs = std::filesystem;

inline std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

/// history.csv without its column of seconds.
inline std::string history_of(const fs::path& folder) {
  const auto text = text_of(folder / "history.csv");
  std::string out;
  for (const auto record : csv_records(text)) {
    auto fields = csv_split(record);
    if (fields.size() > 10) fields.erase(fields.begin() + 10);
    out += csv_line(fields);
  }
  return out;
}

/// Every file of a run by name with what must not depend on the sessions: all bytes of predictions,
/// folds, weights and optimizer, the history and the checkpoint's state without the seconds, of the
/// others that they are there.
inline std::map<std::string, std::string> lasting(const fs::path& folder) {
  // The hash of the whole text is one of the seconds, too.
  static const std::regex kSeconds("\"([a-z_]*seconds|sha256)\": [^,\n]*");
  std::map<std::string, std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_directory()) {
      if (fs::is_empty(entry.path()))
        out[entry.path().lexically_relative(folder).string()] = "an empty folder";
      continue;
    }
    const auto name = entry.path().lexically_relative(folder).string();
    const auto ending = entry.path().extension();
    auto& kept = out[name];
    if (name == "history.csv") kept = history_of(folder);
    else if (ending == ".csv" || ending == ".safetensors" || ending == ".toml")
      kept = text_of(entry.path());
    else if (entry.path().filename() == "state.json")
      kept = std::regex_replace(text_of(entry.path()), kSeconds, "");
    else if (ending == ".serhost")
      kept =
          std::to_string(fs::file_size(entry.path()));  // event file: records without their times
  }
  return out;
}

/// "" where two runs are the same, else the first file that differs.
inline std::string difference(const std::map<std::string, std::string>& a,
                              const std::map<std::string, std::string>& b) {
  for (const auto& [name, kept] : a) {
    const auto other = b.find(name);
    if (other == b.end()) return name + " is missing";
    if (other->second != kept) return name + " differs";
  }
  for (const auto& [name, kept] : b) {
    if (!a.contains(name)) return name + " is there without need";
  }
  return "";
}

}  // namespace serhost::fakes
