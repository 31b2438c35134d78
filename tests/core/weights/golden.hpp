// Files of tests/golden/weights.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace serhost::weights {

inline std::filesystem::path golden(const std::string& name) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  return std::filesystem::path(source == nullptr ? "." : source) / "tests/golden/weights" / name;
}

inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return std::move(out).str();
}

}  // namespace serhost::weights
