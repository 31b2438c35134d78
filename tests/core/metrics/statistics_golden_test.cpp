// Against SciPy and statsmodels: tests/golden/statistics/make_golden.py says how the numbers were
// made. 1e-10 where both are exact.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "metrics/correction.hpp"
#include "metrics/effects.hpp"
#include "metrics/equivalence.hpp"
#include "metrics/estimate.hpp"
#include "metrics/jackknife.hpp"
#include "metrics/mcnemar.hpp"
#include "metrics/signs.hpp"

using namespace serhost;
using namespace serhost::metrics;

namespace {

constexpr double kExact = 1e-10;

const nlohmann::json& golden(const char* name) {
  static const auto all = [] {
    const char* source = std::getenv("SERHOST_SOURCE_DIR");
    if (source == nullptr)
      throw std::runtime_error("CTest sets SERHOST_SOURCE_DIR to the source folder");
    return nlohmann::json::parse(
        read_file(std::filesystem::path(source) / "tests/golden/statistics/statistics.json"));
  }();
  return all.at(name);
}

std::vector<double> numbers(const nlohmann::json& json) { return json.get<std::vector<double>>(); }

}  // namespace

TEST(McNemar, AgreesWithStatsmodels) {
  ASSERT_GE(golden("mcnemar").size(), 6u);
  for (const auto& expected : golden("mcnemar")) {
    std::vector<bool> first, second;
    const auto add = [&](const char* name, bool a, bool b) {
      for (std::size_t i = 0; i < expected.at(name).get<std::size_t>(); ++i) {
        first.push_back(a);
        second.push_back(b);
      }
    };
    add("both", true, true);
    add("only_first", true, false);
    add("only_second", false, true);
    add("neither", false, false);
    const auto found = mcnemar(first, second);
    EXPECT_EQ(found.only_first, expected.at("only_first"));
    EXPECT_EQ(found.only_second, expected.at("only_second"));
    EXPECT_NEAR(found.exact, expected.at("exact"), kExact);
    EXPECT_NEAR(found.mid_p, expected.at("mid_p"), kExact);
  }
}

TEST(SignedRank, AgreesWithSciPyWithAndWithoutTies) {
  ASSERT_GE(golden("signed_rank").size(), 6u);
  for (const auto& expected : golden("signed_rank")) {
    const auto found = signed_rank(numbers(expected.at("differences")));
    EXPECT_NEAR(found.statistic, expected.at("statistic"), kExact);
    EXPECT_NEAR(found.p, expected.at("p"), kExact) << found.pairs << " differences";
  }
}

TEST(SignFlips, AgreeWithSciPyWhereAllAreCounted) {
  for (const auto& expected : golden("sign_flips")) {
    const auto found = sign_flips(numbers(expected.at("differences")));
    EXPECT_TRUE(found.exact);
    EXPECT_NEAR(found.statistic, expected.at("statistic"), kExact);
    EXPECT_NEAR(found.p, expected.at("p"), kExact);
  }
}

TEST(Holm, AgreesWithStatsmodels) {
  const auto found = holm(numbers(golden("holm").at("p")));
  const auto expected = numbers(golden("holm").at("adjusted"));
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) EXPECT_NEAR(found[i], expected[i], kExact) << i;
}

TEST(Equivalence, AndTheDetectableDifferenceAgreeWithStatsmodels) {
  for (const auto& expected : golden("equivalence")) {
    const auto differences = numbers(expected.at("differences"));
    const auto found = equivalence(mean_of(differences), expected.at("margin"));
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->above, expected.at("above"), kExact);
    EXPECT_NEAR(found->below, expected.at("below"), kExact);
    EXPECT_NEAR(found->p, expected.at("p"), kExact);
    EXPECT_NEAR(*detectable_difference(mean_of(differences)), expected.at("detectable"), kExact);
  }
}

TEST(Effects, AgreeWithTheAnalysisOfVarianceOfStatsmodels) {
  for (const auto& expected : golden("effects")) {
    const auto found = effects(expected.at("figures").get<std::vector<std::vector<double>>>());
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->choice, expected.at("choice"), kExact);
    EXPECT_NEAR(found->seed, expected.at("seed"), kExact);
    EXPECT_NEAR(found->rest, expected.at("rest"), kExact);
    EXPECT_NEAR(found->choice_sd, expected.at("choice_sd"), kExact);
    EXPECT_NEAR(found->seed_sd, expected.at("seed_sd"), kExact);
    EXPECT_NEAR(found->rest_sd, expected.at("rest_sd"), kExact);
    EXPECT_NEAR(found->choice_p, expected.at("choice_p"), kExact);
    EXPECT_NEAR(found->seed_p, expected.at("seed_p"), kExact);
  }
}

TEST(Estimate, OfAMeanIsTheTTestOfSciPyAndItsJackknifeTheSame) {
  for (const auto& expected : golden("t")) {
    const auto units = numbers(expected.at("units"));
    const auto mean = mean_of(units);
    const auto left_out =
        jackknife(mean.value, numbers(expected.at("left_out")), static_cast<double>(units.size()));
    for (const auto& estimate : {mean, left_out}) {
      const auto limits = t_limits(estimate);
      ASSERT_TRUE(limits);
      EXPECT_NEAR(limits->first, expected.at("low"), kExact);
      EXPECT_NEAR(limits->second, expected.at("high"), kExact);
      EXPECT_NEAR(p_of(estimate), expected.at("p"), kExact);
    }
  }
}
