// The sources of core/ as text, for tests of what they include and say.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace sources_of_core {

namespace fs = std::filesystem;

struct Source {
  fs::path file;
  std::string library, text;
};

/// core/, read once.
inline const std::vector<Source>& sources() {
  static const auto all = [] {
    std::vector<Source> out;
    const char* root = std::getenv("SERHOST_SOURCE_DIR");
    if (root == nullptr) return out;
    const fs::path core = fs::path(root) / "core";
    for (const auto& entry : fs::recursive_directory_iterator(core)) {
      const auto extension = entry.path().extension();
      if (extension != ".cpp" && extension != ".hpp" && extension != ".h") continue;
      std::ifstream in(entry.path());
      std::ostringstream text;
      text << in.rdbuf();
      const auto relative = fs::relative(entry.path(), core);
      out.push_back({relative, relative.begin()->string(), text.str()});
    }
    return out;
  }();
  return all;
}

/// "<vector>", "\"data/protocol/folds.hpp\"" of the lines that include.
inline std::vector<std::string> includes(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const auto word = line.find("include", hash);
    const auto open = word == std::string::npos ? word : line.find_first_of("<\"", word);
    if (open == std::string::npos) continue;
    const auto close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    if (close != std::string::npos) out.push_back(line.substr(open, close - open + 1));
  }
  return out;
}

}  // namespace sources_of_core
