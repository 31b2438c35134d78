// The components that the contract tests run on: every bundled one, found and never listed by hand.
//
// A component is made with its defaults, or with each line of `contract.txt` in its plugin's folder where there is one: parameters
// separated by ";", relative paths from the top of the source tree.
#pragma once

#include <gtest/gtest.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "testing/values.hpp"

namespace serhost::contract {

struct Case {
  std::string name;
  std::vector<std::string> parameters;
};

/// For messages of gtest.
inline void PrintTo(const Case& one, std::ostream* out) { *out << one.name << " {" << join(one.parameters, "; ") << "}"; }

inline std::filesystem::path source_folder() {
  const char* const source = std::getenv("SERHOST_SOURCE_DIR");
  return source == nullptr ? std::filesystem::path() : std::filesystem::path(source);
}

inline std::vector<Case> cases(Kind kind) {
  std::vector<Case> all;
  if (source_folder().empty()) return all;
  std::filesystem::current_path(source_folder());
  for (const auto& offer : testing::registry().offers()) {
    if (offer.kind != kind) continue;
    const auto group = kind == Kind::loss ? "losses" : kind == Kind::backbone ? "backbones" : "datasets";
    const auto file = source_folder() / "plugins" / group / offer.plugin / "contract.txt";
    if (!std::filesystem::exists(file)) {
      all.push_back({offer.name, {}});
      continue;
    }
    for (const auto& line : split(read_file(file), '\n')) {
      Case one{offer.name, {}};
      for (const auto& parameter : split(line, ';')) {
        if (!trim(parameter).empty()) one.parameters.emplace_back(trim(parameter));
      }
      if (!trim(line).empty() && line.front() != '#') all.push_back(std::move(one));
    }
  }
  return all;
}

/// gtest's name of a case: letters, digits and underscores; the number keeps two variants apart.
inline std::string name_of_case(const ::testing::TestParamInfo<Case>& info) { return info.param.name + "_" + std::to_string(info.index); }

}  // namespace serhost::contract
