// serhost data plot: a folder of figures with their numbers, one file of all, and what cannot be
// drawn.
#include <gtest/gtest.h>

#include "end_to_end/process.hpp"

namespace {

namespace fs = std::filesystem;
using end_to_end::slurp;

constexpr const char* kDrawn = R"(name = "drawn"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 1
takes = 1
[backbone]
plugin = "lstm"
[loss]
plugin = "cross_entropy"
)";

class DataPlot : public testing::Test {
 protected:
  void SetUp() override { scratch_.write("drawn.toml", kDrawn); }
  end_to_end::Finished plot(std::vector<std::string> words) const {
    words.insert(words.begin(), {"data", "plot", "drawn.toml"});
    return end_to_end::serhost(words, scratch_.path());
  }
  fs::path at(const std::string& name) const { return scratch_.path() / name; }
  end_to_end::Scratch scratch_{"data-plot"};
};

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// The sum of the last column.
double sum_of(const std::string& csv) {
  double out = 0.0;
  for (std::size_t line = csv.find('\n'); line + 1 < csv.size(); line = csv.find('\n', line + 1)) {
    const auto end = csv.find('\n', line + 1), comma = csv.rfind(',', end);
    out += std::stod(csv.substr(comma + 1, end - comma - 1));
  }
  return out;
}

TEST_F(DataPlot, AFolderHoldsAFigureAndItsNumbersEach) {
  const auto made = plot({"--out", "pictures", "--format", "svg"});
  ASSERT_EQ(made.status, 0) << made.err;
  for (const std::string name : {"classes", "lengths", "speakers", "parts"}) {
    EXPECT_TRUE(has(made.out, "figure: pictures/" + name + ".svg")) << made.out;
    const auto picture = slurp(at("pictures/" + name + ".svg"));
    EXPECT_TRUE(picture.starts_with("<svg xmlns=")) << name;
    EXPECT_FALSE(has(picture, "nan")) << name;
  }
  const auto clips = sum_of(slurp(at("pictures/classes.csv")));
  EXPECT_GT(clips, 0.0);
  EXPECT_EQ(sum_of(slurp(at("pictures/lengths.csv"))), clips);
  EXPECT_EQ(sum_of(slurp(at("pictures/speakers.csv"))), clips);
}

TEST_F(DataPlot, OneFileHoldsAllOfThemOrThoseThatAreNamed) {
  const auto made = plot({"--out", "all.svg", "--width", "page"});
  ASSERT_EQ(made.status, 0) << made.err;
  const auto picture = slurp(at("all.svg"));
  for (const char* title : {"clips of each class", "how long the clips are", ">validation<"})
    EXPECT_TRUE(has(picture, title)) << title;
  ASSERT_EQ(plot({"--out", "one.svg", "--figure", "parts"}).status, 0);
  EXPECT_TRUE(has(slurp(at("one.svg")), "validation"));
  EXPECT_FALSE(has(slurp(at("one.svg")), "how long"));
}

TEST_F(DataPlot, WhatCannotBeDrawnIsSaid) {
  const auto nowhere = plot({});
  EXPECT_EQ(nowhere.status, 64);
  EXPECT_TRUE(has(nowhere.err, "needs --out")) << nowhere.err;
  const auto unknown = plot({"--out", "x.svg", "--figure", "length"});
  EXPECT_EQ(unknown.status, 64);
  EXPECT_TRUE(has(unknown.err, "Did you mean 'lengths'?")) << unknown.err;
  const auto nothing = plot({"--out", "x.svg", "--figure", "rates"});  // it has no files
  EXPECT_EQ(nothing.status, 66);
  EXPECT_TRUE(has(nothing.err, "no audio file was opened")) << nothing.err;
  EXPECT_EQ(plot({"--out", "drawn.toml", "--figure", "parts"}).status, 73);
}

}  // namespace
