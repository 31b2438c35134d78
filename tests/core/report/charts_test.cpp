// What a reader counts on in a chart: round ticks, axes with names, no second zero.
#include "report/charts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/svg.hpp"
#include "report/svg_parts.hpp"

using namespace serhost;
using namespace serhost::report;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

BandCurve curve(std::size_t epochs, double high) {
  BandCurve out{"a", {}, {}, {}, {}};
  for (std::size_t i = 1; i <= epochs; ++i) {
    out.x.push_back(static_cast<double>(i));
    out.mean.push_back(high / 2);
    out.low.push_back(0.0);
    out.high.push_back(high);
  }
  return out;
}

}  // namespace

TEST(Ticks, AreRoundAndSayNoMoreDigitsThanTheirStep) {
  EXPECT_EQ(svg::tick_text(0.30000000000000004, 0.1), "0.3");
  EXPECT_EQ(svg::tick_text(-1e-18, 0.5), "0");
  EXPECT_EQ(svg::tick_text(25, 5), "25");
  EXPECT_EQ(svg::tick_text(0.0025, 0.0005), "0.0025");
}

TEST(BandChart, HasRoundTicksOnBothAxes) {
  const auto chart = band_chart("loss", "epoch", {curve(37, 1.93)}, false);
  for (const auto* tick : {">10<", ">20<", ">30<", ">0.5<", ">1.0<", ">1.5<", ">0<"})
    EXPECT_THAT(chart, HasSubstr(tick));
  EXPECT_THAT(chart, AllOf(HasSubstr(">epoch<"), Not(HasSubstr(">-0")), Not(HasSubstr(">37<"))));
}

TEST(BandChart, OfOneEpochHasOneTick) {
  const auto chart = band_chart("loss", "epoch", {curve(1, 1.0)}, false);
  EXPECT_THAT(chart, AllOf(HasSubstr(">1<"), HasSubstr("<circle"), Not(HasSubstr("nan"))));
}

TEST(Charts, NameTheirAxisWhereNoHeadingDoes) {
  const auto plain = grouped_bars("UA", {{"lstm", {{"ce", 0.5, 0.4, 0.6}}}}, 0.25);
  const auto named = grouped_bars("UA", {{"lstm", {{"ce", 0.5, 0.4, 0.6}}}}, 0.25,
                                  {.width = 336, .y_title = "UA (%)"});
  EXPECT_THAT(plain, Not(HasSubstr(">UA (%)<")));
  EXPECT_THAT(named,
              AllOf(HasSubstr(">UA (%)<"), HasSubstr("rotate(-90"), HasSubstr("viewBox=\"0 0 336 "),
                    HasSubstr(">20<"), Not(HasSubstr(">-0<"))));
}

TEST(LineChart, EndsAtRoundValues) {
  const auto chart = line_chart("loss", {{"a", "c1", {{1, 1.37}, {2, 0.21}, {3, 0.07}}}}, false, 3);
  for (const auto* tick : {">0<", ">0.5<", ">1.0<", ">1.5<"}) EXPECT_THAT(chart, HasSubstr(tick));
  EXPECT_THAT(chart, Not(HasSubstr("1.37")));
}

TEST(HeatMap, NamesBothOfItsAxesAndGrowsNarrow) {
  metrics::Confusion counts(4);
  for (int k = 0; k < 4; ++k) counts.add(k, k, 5);
  const std::vector<std::string> classes = {"anger", "happiness", "neutral", "sadness"};
  const auto wide = heat_map(classes, counts), narrow = heat_map(classes, counts, 300);
  EXPECT_THAT(wide,
              AllOf(HasSubstr(">predicted<"), HasSubstr(">true<"), HasSubstr("width=\"62.0")));
  EXPECT_THAT(narrow, Not(HasSubstr("width=\"62.0")));
}
