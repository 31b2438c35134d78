// What the tests of comparisons share.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "report/comparison.hpp"

namespace serhost::report::compared {

inline Comparisons all_pairs(const std::vector<run::EvaluatedRun>& systems) {
  return compare(systems, pairs_of(systems.size()), {});
}

template <class Call>
std::string fault_of(Exit exit, const Call& call) {
  try {
    call();
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), exit) << error.what();
    return error.what();
  }
}

}  // namespace serhost::report::compared
