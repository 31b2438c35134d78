// The section of speakers_section.cpp stands where its order puts it, in every form of a report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "core/report/systems.hpp"
#include "report/report.hpp"

using namespace serhost;
using ::testing::HasSubstr;

TEST(AddedSection, StandsInTheReportAtItsPlace) {
  const run::sample::Folder folder;
  const auto document = report::report_of(
      report::make_grid({run::sample::system(folder, "alone", {1}, {1})}, {}), "alone");
  std::vector<std::string> titles;
  for (const auto& section : document.sections) titles.push_back(section.title);
  const auto at = std::find(titles.begin(), titles.end(), "Speakers of each system");
  ASSERT_NE(at, titles.end());
  EXPECT_LT(std::find(titles.begin(), titles.end(), "Result"), at);
  EXPECT_LT(at, std::find(titles.begin(), titles.end(), "Training and tuning"));
  EXPECT_THAT(report::markdown_of(document), HasSubstr("| HuBERT + Focal | 3 |"));
  EXPECT_THAT(report::html_of(document), HasSubstr("id=\"speaker-counts\""));
  EXPECT_THAT(report::latex_of(document), HasSubstr("HuBERT + Focal & 3"));
}
