// The components that the contract tests run on: every bundled one, found and never listed by hand,
// in each form that `contract.txt` in its plugin's folder names, or with its defaults. Relative
// paths there are from the top of the source tree.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "testing/component_infos.hpp"
#include "testing/report.hpp"
#include "testing/variants.hpp"

namespace serhost::contract {

struct Case {
  const host::ComponentInfo* info = nullptr;
  std::vector<std::string> parameters;
};

/// For messages of gtest.
inline void PrintTo(const Case& one, std::ostream* out) {
  *out << one.info->name << " {" << join(one.parameters, "; ") << "}";
}

/// Empty outside of CTest.
inline std::filesystem::path source_folder() {
  const char* const source = std::getenv("SERHOST_SOURCE_DIR");
  return source == nullptr ? std::filesystem::path() : std::filesystem::path(source);
}

inline std::vector<Case> cases(Kind kind) {
  std::vector<Case> all;
  if (source_folder().empty()) return all;
  std::filesystem::current_path(source_folder());
  for (const auto& info : testing::registry().components()) {
    if (info.kind != kind) continue;
    for (auto& variant : conformance::variants_of(info, source_folder()))
      all.push_back({&info, std::move(variant.parameters)});
  }
  return all;
}

/// gtest's name of a case: letters, digits and underscores; the number keeps two variants apart.
inline std::string name_of_case(const ::testing::TestParamInfo<Case>& info) {
  return info.param.info->name + "_" + std::to_string(info.index);
}

/// Every check of the kit on one case.
inline void expect_all(const Case& one, const std::filesystem::path& root = {},
                       const std::vector<std::string>& labels = {}) {
  const auto checks =
      conformance::checks_of({testing::registry(), *one.info, one.parameters, root, labels});
  ASSERT_GT(checks.size(), 3u);
  testing::expect_all(checks);
}

}  // namespace serhost::contract
