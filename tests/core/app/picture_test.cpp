// A drawing as a file: what it begins with, its size, its fonts, and that it is the same every
// time.
#include "app/picture.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

namespace serhost::app {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kDrawing =
    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 48\" width=\"1in\" "
    "height=\"0.5in\"><style>text { font-family:serif; }</style><text x=\"4\" "
    "y=\"20\">anger</text></svg>";
constexpr const char* kDate = "2026-01-02T03:04:05Z";

/// Whether the libraries are there; a system without them is refused by name.
bool can_draw() {
  try {
    picture_of(kDrawing, PictureFormat::pdf, kDate);
    return true;
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::unavailable) << error.what();
    EXPECT_THAT(error.what(), HasSubstr("librsvg2"));
    return false;
  }
}

std::size_t big_endian(const std::string& bytes, std::size_t at) {
  std::size_t out = 0;
  for (std::size_t i = 0; i < 4; ++i)
    out = out * 256 + static_cast<unsigned char>(bytes.at(at + i));
  return out;
}

TEST(Picture, OfSvgIsTheDrawing) {
  EXPECT_EQ(picture_of(kDrawing, PictureFormat::svg, kDate), kDrawing);
}

TEST(Picture, OfPdfHasItsFontsAndItsSizeAndIsTheSameEveryTime) {
  if (!can_draw()) GTEST_SKIP() << "librsvg is not there";
  const auto pdf = picture_of(kDrawing, PictureFormat::pdf, kDate);
  EXPECT_THAT(pdf, StartsWith("%PDF-"));
  EXPECT_THAT(pdf, HasSubstr("/FontFile"));
  EXPECT_THAT(pdf, HasSubstr("/MediaBox [ 0 0 72 36 ]"));
  EXPECT_THAT(pdf, HasSubstr("20260102030405"));
  EXPECT_EQ(picture_of(kDrawing, PictureFormat::pdf, kDate), pdf);
}

TEST(Picture, OfPngHasTheDotsThatPublishersAskFor) {
  if (!can_draw()) GTEST_SKIP() << "librsvg is not there";
  const auto png = picture_of(kDrawing, PictureFormat::png, kDate);
  EXPECT_THAT(png, StartsWith("\x89PNG"));
  EXPECT_EQ(big_endian(png, 16), static_cast<std::size_t>(kDotsPerInch));
  EXPECT_EQ(big_endian(png, 20), static_cast<std::size_t>(kDotsPerInch) / 2);
}

TEST(Picture, OfWhatIsNoDrawingIsRefused) {
  if (!can_draw()) GTEST_SKIP() << "librsvg is not there";
  EXPECT_THROW(picture_of("<svg", PictureFormat::pdf, kDate), Error);
}

}  // namespace
}  // namespace serhost::app
