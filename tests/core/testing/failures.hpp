// What a check complains about, without failing the test that asks.
#pragma once

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include <string>

namespace serhost::testing {

/// The messages of all failures in `check`, or "" where it is satisfied.
template <class Check>
std::string complaints(Check&& check) {
  ::testing::TestPartResultArray results;
  {
    const ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    check();
  }
  std::string all;
  for (int i = 0; i < results.size(); ++i) {
    if (results.GetTestPartResult(i).failed()) all += std::string(results.GetTestPartResult(i).message()) + "\n";
  }
  return all;
}

}  // namespace serhost::testing
