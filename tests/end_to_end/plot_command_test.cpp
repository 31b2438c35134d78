// serhost plot by the binary: every figure in every format, and what cannot be drawn.
#include <gtest/gtest.h>

#include "end_to_end/compared.hpp"

using end_to_end::Compared;
using end_to_end::serhost;
using end_to_end::slurp;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_F(Compared, EveryFigureOfARunIsDrawn) {
  for (const auto* figure :
       {"confusion", "curves", "loss", "recall", "reliability", "speakers", "bars"}) {
    const auto file = std::string(figure) + ".svg";
    const auto made = serhost(
        {"plot", "runs/focal", "--figure", figure, "--out", file, "--data", "data.csv"}, folder());
    ASSERT_EQ(made.status, 0) << figure << made.err;
    EXPECT_TRUE(holds(made.out, "figure: " + file + "\n")) << made.out;
    const auto picture = slurp(folder() / file);
    EXPECT_TRUE(picture.starts_with("<svg xmlns=")) << figure;
    EXPECT_TRUE(holds(picture, "in\"")) << figure;
    EXPECT_FALSE(holds(picture, "nan")) << figure;
    EXPECT_TRUE(holds(slurp(folder() / "data.csv"), ",")) << figure;
  }
}

TEST_F(Compared, AFigureIsAPdfOrAPngWhereTheLibrariesAre) {
  const auto pdf = serhost({"plot", "runs/focal", "--figure", "confusion"}, folder());
  if (pdf.status == 69) {
    EXPECT_TRUE(holds(pdf.err, "librsvg2")) << pdf.err;
    GTEST_SKIP() << "librsvg is not there";
  }
  ASSERT_EQ(pdf.status, 0) << pdf.err;
  EXPECT_EQ(pdf.out.substr(0, pdf.out.find('\n')), "figure: confusion.pdf");
  EXPECT_TRUE(slurp(folder() / "confusion.pdf").starts_with("%PDF-"));
  const auto png = serhost(
      {"plot", "runs/ce", "runs/focal", "--figure", "bars", "--width", "page", "--out", "bars.png"},
      folder());
  ASSERT_EQ(png.status, 0) << png.err;
  EXPECT_TRUE(slurp(folder() / "bars.png").starts_with("\x89PNG"));
}

TEST_F(Compared, AMapIsDrawnFromACheckpoint) {
  const auto made = serhost(
      {"plot", "runs/ce", "--figure", "map", "--by", "speaker", "--out", "map.svg"}, folder());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_TRUE(holds(made.out, "principal components")) << made.out;
  EXPECT_TRUE(holds(slurp(folder() / "map.svg"), "<circle"));
}

TEST_F(Compared, WhatCannotBeDrawnIsSaidWithWhatIsMissing) {
  const auto layers = serhost({"plot", "runs/ce", "--figure", "layers"}, folder());
  EXPECT_EQ(layers.status, 66);
  EXPECT_TRUE(holds(layers.err, "layers = \"weighted\"")) << layers.err;
  const auto several =
      serhost({"plot", "runs/ce", "runs/focal", "--figure", "confusion"}, folder());
  EXPECT_EQ(several.status, 64);
  EXPECT_TRUE(holds(several.err, "shows one system, and there are 2")) << several.err;
  EXPECT_TRUE(holds(several.err, "LSTM + CE, LSTM + Focal")) << several.err;
  const auto chosen = serhost({"plot", "runs/ce", "runs/focal", "--figure", "confusion", "--system",
                               "LSTM + Focal", "--out", "chosen.svg"},
                              folder());
  EXPECT_EQ(chosen.status, 0) << chosen.err;
  const auto unknown = serhost({"plot", "runs/ce", "--figure", "confuson"}, folder());
  EXPECT_EQ(unknown.status, 64);
  EXPECT_TRUE(holds(unknown.err, "Did you mean 'confusion'?")) << unknown.err;
  EXPECT_EQ(serhost({"plot", "runs/ce"}, folder()).status, 64);
  EXPECT_EQ(serhost({"plot", "runs/ce", "--figure", "bars", "--out", "b.gif"}, folder()).status,
            64);
  EXPECT_EQ(serhost({"plot", "runs/ce", "--figure", "bars", "--width", "0.1"}, folder()).status,
            64);
}

TEST_F(Compared, AReportGivesOneTableAlone) {
  const auto latex =
      serhost({"report", "runs/focal", "--format", "latex", "--table", "per-class"}, folder());
  ASSERT_EQ(latex.status, 0) << latex.err;
  EXPECT_TRUE(holds(latex.out, "class & precision & recall & F1 & clips")) << latex.out;
  EXPECT_EQ(latex.out.find("\\begin{table}"), latex.out.rfind("\\begin{table}"));
  const auto markdown =
      serhost({"report", "runs/focal", "--format", "md", "--table", "confusion-table"}, folder());
  EXPECT_TRUE(holds(markdown.out, "| true | anger |")) << markdown.out << markdown.err;
  const auto csv =
      serhost({"report", "runs/focal", "--format", "csv", "--table", "per-speaker"}, folder());
  EXPECT_TRUE(holds(csv.out, "speaker,clips,WA,UA\n")) << csv.out << csv.err;
  const auto unknown =
      serhost({"report", "runs/focal", "--format", "md", "--table", "per-clas"}, folder());
  EXPECT_EQ(unknown.status, 64);
  EXPECT_TRUE(holds(unknown.err, "Did you mean 'per-class'?")) << unknown.err;
}
