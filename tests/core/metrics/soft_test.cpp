// Metrics of predicted distributions: against SciPy and scikit-learn
// (tests/golden/metrics/make_shares.py), by hand, and at the edges.
#include "metrics/soft.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "metrics/definitions.hpp"
#include "metrics/rows.hpp"

namespace serhost::metrics {
namespace {

using Shares = std::vector<double>;

/// Rows of truth and prediction, class by class.
Rows rows_of(std::size_t classes, const std::vector<std::pair<Shares, Shares>>& clips) {
  Rows out{find_row_evaluator("soft"), {}, {}};
  for (const auto* prefix : {"truth_p_c", "p_c"}) {
    for (std::size_t c = 0; c < classes; ++c) out.columns.push_back(prefix + std::to_string(c));
  }
  out.columns.insert(out.columns.end(), {"truth", "predicted"});
  for (const auto& [truth, predicted] : clips) {
    for (const auto* shares : {&truth, &predicted})
      out.values.insert(out.values.end(), shares->begin(), shares->end());
    out.values.insert(out.values.end(), 2, kNone);
  }
  return out;
}

TEST(Soft, AgreesWithSciPyAndScikitLearn) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr) << "CTest sets SERHOST_SOURCE_DIR to the source folder";
  const auto golden = nlohmann::json::parse(
      read_file(std::filesystem::path(source) / "tests/golden/metrics/shares.json"));
  ASSERT_GE(golden.at("soft").size(), 4u);
  for (const auto& expected : golden.at("soft")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    std::vector<std::pair<Shares, Shares>> clips;
    for (std::size_t i = 0; i < expected.at("truth").size(); ++i)
      clips.emplace_back(expected.at("truth")[i].get<Shares>(),
                         expected.at("predicted")[i].get<Shares>());
    const auto got = evaluate(rows_of(clips.front().first.size(), clips));
    for (const auto& [name, value] : expected.at("expected").items())
      EXPECT_NEAR(got.at(name), value.get<double>(), 1e-10) << name;
  }
}

// q = (1/2, 1/2, 0), p = (1/4, 1/4, 1/2): log 2; the middle is (3/8, 3/8, 1/4).
TEST(Soft, MatchesTheExampleOfTheDocumentation) {
  const Shares q = {0.5, 0.5, 0.0}, p = {0.25, 0.25, 0.5};
  EXPECT_NEAR(kl_divergence(q, p), std::log(2.0), 1e-15);
  EXPECT_NEAR(js_divergence(q, p),
              (std::log(4.0 / 3.0) + 0.5 * std::log(2.0 / 3.0) + 0.5 * std::log(2.0)) / 2, 1e-15);
  EXPECT_NEAR(total_variation(q, p), 0.5, 1e-15);
  EXPECT_NEAR(cosine_similarity(q, p), 0.25 / std::sqrt(0.5 * 0.375), 1e-15);
  EXPECT_NEAR(squared_distance(q, p), 0.375, 1e-15);
}

TEST(Soft, IsAtItsBestForTheVotesThemselvesAndFiniteForTheirOpposite) {
  const Shares q = {0.6, 0.4, 0.0}, certain = {0.0, 0.0, 1.0};
  const auto best = evaluate(rows_of(3, {{q, q}}));
  for (const auto* name : {"kl", "js", "tv", "soft_brier", "soft_ece"})
    EXPECT_NEAR(best.at(name), 0.0, 1e-15) << name;
  EXPECT_NEAR(best.at("cosine"), 1.0, 1e-15);
  const auto worst = evaluate(rows_of(3, {{q, certain}}));
  EXPECT_NEAR(worst.at("js"), std::log(2.0), 1e-12);
  EXPECT_EQ(worst.at("tv"), 1.0);
  EXPECT_TRUE(std::isfinite(worst.at("kl")));
}

TEST(Soft, LeavesTiesOutOfMajoritiesAndCountsThem) {
  const Shares tied = {0.5, 0.5, 0.0}, first = {0.8, 0.1, 0.1};
  const auto got = evaluate(rows_of(3, {{tied, first}, {first, first}, {tied, first}}));
  EXPECT_NEAR(got.at("ties"), 2.0 / 3.0, 1e-15);
  EXPECT_EQ(got.at("wa"), 1.0) << "of the clip with a majority";
  EXPECT_TRUE(std::isnan(evaluate(rows_of(3, {{tied, first}})).at("ua")));
}

TEST(Soft, HasTheSameBitsInAnyOrderAndCountsARowOfTwoTwice) {
  const std::vector<std::pair<Shares, Shares>> clips = {
      {{0.2, 0.8}, {0.6, 0.4}}, {{1.0, 0.0}, {0.7, 0.3}}, {{0.5, 0.5}, {0.1, 0.9}}};
  auto turned = clips;
  std::reverse(turned.begin(), turned.end());
  const auto once = evaluate(rows_of(2, clips));
  for (const auto& [name, value] : evaluate(rows_of(2, turned)))
    EXPECT_EQ(once.at(name), value) << name;
  auto repeated = clips;
  repeated.push_back(clips[1]);
  const std::vector<double> times = {1, 2, 1};
  const auto weighted = evaluate(rows_of(2, clips), times);
  for (const auto& [name, value] : evaluate(rows_of(2, repeated)))
    EXPECT_NEAR(weighted.at(name), value, 1e-14) << name;
}

TEST(Soft, IsUndefinedWithoutClipsAndSkipsThoseWithoutVotes) {
  for (const auto& [name, value] : evaluate(rows_of(2, {}))) EXPECT_TRUE(std::isnan(value)) << name;
  const auto got = evaluate(rows_of(2, {{{kNone, kNone}, {0.5, 0.5}}, {{1, 0}, {0.9, 0.1}}}));
  EXPECT_NEAR(got.at("tv"), 0.1, 1e-15);
}

TEST(Soft, ReadsWhatATaskWroteAndRefusesTheRest) {
  auto rows = rows_of(2, {});
  const auto add = [&](std::vector<std::string> cells) { return rows.add(cells); };
  EXPECT_TRUE(add({"0.5", "0.5", "0.25", "0.75", "c0|c1", "c1"}));
  EXPECT_TRUE(add({"", "", "0.25", "0.75", "", "c1"}));
  EXPECT_FALSE(add({"0.5", "0.5", "", "0.75", "c0|c1", "c1"})) << "a probability is never unknown";
  EXPECT_FALSE(add({"half", "0.5", "0.25", "0.75", "c0", "c1"}));
  EXPECT_EQ(rows.size(), 2u);
}

}  // namespace
}  // namespace serhost::metrics
