#include "host/not_built.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

/// A path that a shell reads as one word.
std::string quoted(const std::string& path) {
  const bool plain = std::all_of(path.begin(), path.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '/' || c == '.' || c == '_' || c == '-';
  });
  if (plain) return path;
  std::string out = "'";
  for (const char c : path) c == '\'' ? out += "'\\''" : out += c;
  return out + "'";
}

}  // namespace

std::vector<NotBuilt> not_built_in(const fs::path& bundled) {
  std::vector<NotBuilt> out;
  if (bundled.empty()) return out;
  const auto build = bundled.parent_path().parent_path().parent_path();
  std::ifstream in(bundled.parent_path() / "bundled.txt");
  for (std::string line; std::getline(in, line);) {
    const auto slash = line.find('/');
    if (slash == std::string::npos) continue;
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(), [&](const auto& one) {
      return line.compare(0, slash, one.plural) == 0;
    });
    const auto blank = std::min(line.find(' ', slash), line.size());
    const auto name = line.substr(slash + 1, blank - slash - 1);
    std::error_code ignored;
    if (kind == kKinds.end() || fs::exists(bundled / (name + ".so"), ignored)) continue;
    out.push_back({.kind = kind->kind,
                   .name = name,
                   .command = blank < line.size() ? line.substr(blank + 1)
                                                  : "cmake --build " + quoted(build.string()) +
                                                        " --target " + name});
  }
  return out;
}

}  // namespace serhost::host
