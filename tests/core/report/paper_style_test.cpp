// A drawing of a page as a picture that stands alone.
#include "report/paper_style.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/charts.hpp"

using namespace serhost::report;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

std::string bars(double width) {
  return grouped_bars("UA", {{"lstm", {{"ce", 0.5, 0.4, 0.6}}}}, 0.0, {.width = width});
}

}  // namespace

TEST(PaperStyle, FillsAColumnAndNeedsNothingOfAPage) {
  const auto& ieee = paper_styles().front();
  ASSERT_EQ(ieee.name, "ieee");
  const auto picture = paper_svg(bars(pixels_of(ieee.column)), ieee, ieee.column);
  EXPECT_THAT(picture,
              AllOf(HasSubstr("xmlns=\"http://www.w3.org/2000/svg\""), HasSubstr("width=\"3.5in\""),
                    HasSubstr("<style>"), HasSubstr("Times New Roman")));
  EXPECT_THAT(picture, AllOf(Not(HasSubstr("var(")), Not(HasSubstr("@fonts")),
                             Not(HasSubstr("http://www.w3.org/1999"))));
}

TEST(PaperStyle, MakesWhatIsTooWideSmallerAndNothingLarger) {
  const auto& ieee = paper_styles().front();
  EXPECT_THAT(paper_svg(bars(672), ieee, 3.5), HasSubstr("width=\"3.5in\""));
  EXPECT_THAT(paper_svg(bars(96), ieee, 3.5), HasSubstr("width=\"1in\""));
}
