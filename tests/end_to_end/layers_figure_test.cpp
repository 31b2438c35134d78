// The figure of learned layer weights, from a run of a backbone that has layers.
#include <gtest/gtest.h>

#include <sstream>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;

// Of a backbone with layers a model learns which to listen to; a figure shows it.
TEST(Layers, ThatAModelLearnedToListenToAreAFigure) {
  const Scratch scratch("layers");
  scratch.write("e.toml", R"(name = "layers"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 1
takes = 1
[backbone]
plugin = "layered"
layers = "weighted"
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
)");
  const auto trained = end_to_end::serhost(
      {"run", "e.toml", "--plugin-path", SERHOST_LAYERED_FOLDER, "-q"}, scratch.path());
  ASSERT_EQ(trained.status, 0) << trained.err;
  const auto made = end_to_end::serhost(
      {"plot", "runs/layers", "--figure", "layers", "--out", "layers.svg", "--data", "layers.csv"},
      scratch.path());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_NE(end_to_end::slurp(scratch.path() / "layers.svg").find(">layer<"), std::string::npos);
  std::istringstream csv(end_to_end::slurp(scratch.path() / "layers.csv"));
  std::string line;
  std::getline(csv, line);
  EXPECT_EQ(line, "system,layer,mean,smallest,largest");
  double sum = 0.0;
  int layers = 0;
  for (; std::getline(csv, line); ++layers) {
    std::istringstream fields(line);
    std::string field;
    for (int i = 0; i < 3; ++i) std::getline(fields, field, ',');
    sum += std::stod(field);
  }
  EXPECT_EQ(layers, 3);
  EXPECT_NEAR(sum, 1.0, 1e-9);  // as softmax has it
}
