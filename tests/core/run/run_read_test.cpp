// run.json may come from elsewhere: what it says is checked before anything is made of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "run/run.hpp"
#include "run/run_json.hpp"

using namespace serhost;
using namespace serhost::run;
using ::testing::HasSubstr;

namespace {

/// One fold of two classes: 3 of 4 clips are right.
nlohmann::json small_run() {
  Run run;
  run.facts.classes = {"anger", "joy"};
  run.facts.seeds = {1};
  run.folds = 1;
  Result result;
  for (const auto& name : metrics::metric_names()) result.scores.metrics[name] = 0.75;
  result.scores.clips = 4;
  result.scores.confusion = metrics::Confusion(2);
  result.scores.confusion.add(0, 0, 2);
  result.scores.confusion.add(1, 1, 1);
  result.scores.confusion.add(1, 0, 1);
  run.results.push_back(result);
  return nlohmann::json::parse(run_json(run));
}

std::string fault_of(const std::string& text) {
  try {
    parse_run_json(text, "run.json");
    return "";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::damaged);
    return error.what();
  }
}

std::string fault_with(const char* place, const nlohmann::json& value) {
  auto run = small_run();
  run[nlohmann::json::json_pointer(place)] = value;
  return fault_of(run.dump());
}

}  // namespace

TEST(RunJson, OfASmallRunReadsBack) { EXPECT_EQ(fault_of(small_run().dump()), ""); }

TEST(RunJson, TakesWholeNumbersOnlyWhereSomethingIsCounted) {
  EXPECT_THAT(fault_with("/results/0/fold", 1.5),
              HasSubstr("found a number that is no whole number in range"));
  EXPECT_THAT(fault_with("/results/0/fold", 1e300), HasSubstr("no whole number in range"));
  EXPECT_THAT(fault_with("/results/0/train_clips", -1), HasSubstr("no whole number in range"));
  EXPECT_THAT(fault_with("/data/clips", -1), HasSubstr("no whole number in range"));
  EXPECT_THAT(fault_with("/folds", "3"), HasSubstr("found a string"));
}

TEST(RunJson, RefusesAConfusionMatrixThatDoesNotAddUpToItsClips) {
  const nlohmann::json whole = {{2, 0}, {1, 1}};
  EXPECT_EQ(fault_with("/results/0/confusion", whole), "");
  EXPECT_THAT(fault_with("/results/0/confusion", {{2, 0}, {1, 2}}),
              HasSubstr("more clips than there are"));
  EXPECT_THAT(fault_with("/results/0/confusion", {{2, 0}, {-1, 3}}), HasSubstr("less than none"));
  EXPECT_THAT(fault_with("/results/0/confusion", {{2, 0}, {1, 0}}), HasSubstr("fewer clips"));
  EXPECT_THAT(fault_with("/results/0/confusion", {{INT64_MAX, INT64_MAX}, {0, 0}}),
              HasSubstr("more clips"));
  EXPECT_THAT(fault_with("/results/0/clips", INT64_MAX),
              HasSubstr("a result is of 9223372036854775807 clips"));
}

// The matrix of 100,000 classes takes 80 GB: it is made only where the file holds it.
TEST(RunJson, MakesNoMatrixThatTheFileDoesNotHold) {
  auto run = small_run();
  run["classes"] = std::vector<std::string>(100'000, "x");
  EXPECT_THAT(fault_of(run.dump()), HasSubstr("does not have a row and a column a class"));
}

TEST(RunJson, MayNestAsDeeplyAsItLikes) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  auto text = small_run().dump();
  const auto at = text.find("\"train_seconds\":");
  ASSERT_NE(at, std::string::npos);
  text.replace(at + 16, text.find(',', at) - at - 16, deep);
  EXPECT_NE(fault_of(text), "");
}
