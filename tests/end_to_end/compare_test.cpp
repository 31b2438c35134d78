// Whole runs set against each other by the binary: the signature they print, what is ranked and
// what is refused.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "end_to_end/compared.hpp"

using end_to_end::Compared;
using end_to_end::serhost;
using nlohmann::json;

TEST_F(Compared, ARunPrintsItsFigureWithItsSignature) {
  static const std::regex kLine(
      R"(UA \d+\.\d \[\d+\.\d, \d+\.\d\] \| synthetic:4c \| loso-speaker )"
      R"(\| dev:speakers \| sel:ua \| seeds:2 \| serhost:[\d.]+ \| ([0-9a-f]{12})\n)");
  std::smatch match;
  ASSERT_TRUE(std::regex_search(ce_, match, kLine)) << ce_;
  const auto run = record("ce");
  EXPECT_EQ(run["comparable"]["sha256"].get<std::string>().substr(0, 12), match[1].str());
  EXPECT_TRUE(run["signature"].get<std::string>().ends_with(match[1].str()));
}

TEST_F(Compared, TheSignatureIsThatOfTheTestAndNotOfTheModel) {
  EXPECT_EQ(record("ce")["comparable"], record("focal")["comparable"]);
  EXPECT_NE(record("ce")["experiment"], record("focal")["experiment"]);
  auto ce = record("ce")["comparable"]["fields"],
       starred = record("starred")["comparable"]["fields"];
  EXPECT_NE(ce["validation"], starred["validation"]);
  ce.erase("validation");
  starred.erase("validation");
  EXPECT_EQ(ce, starred);  // nothing else differs
}

TEST_F(Compared, LossesOfOneProtocolAreRankedAndTested) {
  const auto shown = serhost({"compare", "runs/ce", "runs/focal/"}, folder());
  ASSERT_EQ(shown.status, 0) << shown.err;
  EXPECT_NE(shown.out.find("focal − ce: "), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("(paired, over 6 speakers"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("\nchance "), std::string::npos) << shown.out;
  const auto told =
      serhost({"compare", "runs/ce", "runs/focal", "--json", "--metric", "wa"}, folder());
  ASSERT_EQ(told.status, 0) << told.err;
  const auto pair = json::parse(told.out)["pairs"][0];
  const double difference = record("focal")["summary"]["wa"]["pooled"].get<double>() -
                            record("ce")["summary"]["wa"]["pooled"].get<double>();
  EXPECT_NEAR(pair["difference"].get<double>(), difference, 1e-12);
}

TEST_F(Compared, RunsThatDifferOnlyInValidationOnTestAreNotRankedWithoutForce) {
  const auto refused = serhost({"compare", "runs/ce", "runs/starred"}, folder());
  EXPECT_EQ(refused.status, 1);
  EXPECT_EQ(refused.out, "");
  EXPECT_NE(refused.err.find("validation: \"speakers 0.2, "), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("\" (ce), \"test\" (starred)"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("--force"), std::string::npos);
  const auto forced = serhost({"compare", "runs/ce", "runs/starred", "--force"}, folder());
  EXPECT_EQ(forced.status, 0) << forced.err;
  EXPECT_EQ(forced.out.find("significant"), std::string::npos) << forced.out;
  EXPECT_NE(forced.out.find("forced: these results are not comparable"), std::string::npos)
      << forced.out;
}

TEST_F(Compared, ARunNamedTwiceOrNotThereIsTold) {
  EXPECT_EQ(serhost({"compare", "runs/ce", "runs/ce/"}, folder()).status, 64);
  EXPECT_EQ(serhost({"compare", "runs/ce", "runs/none"}, folder()).status, 66);
  EXPECT_EQ(serhost({"compare", "runs/ce"}, folder()).status, 64);
  const auto unknown = serhost({"compare", "runs/ce", "runs/focal", "--against", "focl"}, folder());
  EXPECT_EQ(unknown.status, 64);
  EXPECT_NE(unknown.err.find("Did you mean 'focal'?"), std::string::npos) << unknown.err;
}
