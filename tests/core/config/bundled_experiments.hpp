// What the experiments that come with serhost name outside of it: models and corpora, as files that
// are there and hold nothing.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <regex>
#include <string>

#include "base/files.hpp"

namespace serhost::testing {

/// Whether the file, or one that it extends, is a sweep.
inline bool is_sweep(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (text.find("\n[base") != std::string::npos) return true;
  static const std::regex extends("(^|\n)extends *= *\"([^\"]*)\"");
  std::smatch match;
  return std::regex_search(text, match, extends) && is_sweep(file.parent_path() / match[2].str());
}

/// Sets every variable to `folder`, and calls `write` with each path below one, relative to it.
inline void make_what_experiments_name(const std::filesystem::path& experiments,
                                       const std::filesystem::path& folder,
                                       const std::function<void(const std::string&)>& write) {
  static const std::regex named(R"(\$\{([A-Z0-9_]+)\}(/([^"]+))?")");
  for (const auto& entry : std::filesystem::directory_iterator(experiments)) {
    if (entry.path().extension() != ".toml") continue;
    const auto text = read_file(entry.path());
    for (std::sregex_iterator at(text.begin(), text.end(), named), end; at != end; ++at) {
      ::setenv((*at)[1].str().c_str(), folder.c_str(), 1);
      const std::filesystem::path path = (*at)[3].str();
      if (path.empty()) continue;
      write(path.has_extension() ? path.string() : (path / "config.json").string());
    }
  }
}

}  // namespace serhost::testing
