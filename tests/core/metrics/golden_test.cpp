// Against scikit-learn and NumPy: tests/golden/metrics/make_golden.py says how the numbers were
// made. Both sides add doubles in different orders, hence 1e-12.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "metrics/concordance.hpp"
#include "metrics/scores.hpp"

using namespace serhost;
using namespace serhost::metrics;

TEST(Metrics, AgreeWithScikitLearn) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr) << "CTest sets SERHOST_SOURCE_DIR to the source folder";
  const auto golden = nlohmann::json::parse(
      read_file(std::filesystem::path(source) / "tests/golden/metrics/metrics.json"));
  ASSERT_GE(golden.at("cases").size(), 10u);
  for (const auto& expected : golden.at("cases")) {
    SCOPED_TRACE(expected.at("name").get<std::string>());
    Outcomes outcomes{.classes = expected.at("classes").get<std::size_t>()};
    outcomes.truth = expected.at("truth").get<std::vector<std::int64_t>>();
    outcomes.predicted = expected.at("predicted").get<std::vector<std::int64_t>>();
    for (const auto& row : expected.at("probabilities")) {
      for (const auto& p : row) outcomes.probabilities.push_back(p.get<double>());
    }
    const auto scores = score(outcomes);
    EXPECT_EQ(scores.metrics.size(), expected.at("expected").size());
    for (const auto& [name, value] : expected.at("expected").items()) {
      EXPECT_NEAR(scores.metrics.at(name), value.get<double>(), 1e-12) << name;
    }
    for (std::size_t i = 0; i < outcomes.classes; ++i) {
      const auto& recall = expected.at("recall")[i];
      EXPECT_EQ(scores.recall[i].has_value(), !recall.is_null()) << i;
      if (scores.recall[i]) { EXPECT_NEAR(*scores.recall[i], recall.get<double>(), 1e-12) << i; }
      for (std::size_t j = 0; j < outcomes.classes; ++j) {
        EXPECT_EQ(scores.confusion.at(i, j), expected.at("confusion")[i][j].get<std::int64_t>());
      }
    }
    if (!expected.at("concordance").is_null()) {
      EXPECT_NEAR(concordance(expected.at("x").get<std::vector<double>>(),
                              expected.at("y").get<std::vector<double>>()),
                  expected.at("concordance").get<double>(), 1e-12);
    }
  }
}
