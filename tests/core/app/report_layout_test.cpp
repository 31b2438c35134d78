// Over which keys runs are laid out where nobody says.
#include "app/report_layout.hpp"

#include <gtest/gtest.h>

namespace serhost::app {
namespace {

std::string layout(const std::vector<std::string>& axes) {
  FoundRuns found;
  found.axes = axes;
  const auto out = layout_of(found);
  return out.rows + " x " + out.columns;
}

TEST(ReportLayout, IsOverASweepsOwnAxes) {
  EXPECT_EQ(layout({"dataset", "train.optimizer.lr"}), "dataset x train.optimizer.lr");
  EXPECT_EQ(layout({"train.optimizer.lr"}), "backbone x train.optimizer.lr");
  EXPECT_EQ(layout({"dataset"}), "dataset x loss");
  EXPECT_EQ(layout({"backbone"}), "backbone x loss");
}

TEST(ReportLayout, IsBackboneAndLossWhereThatIsTheSweepOrThereIsNone) {
  EXPECT_EQ(layout({}), "backbone x loss");
  EXPECT_EQ(layout({"dataset", "loss", "backbone"}), "backbone x loss");
}

TEST(ReportLayout, LeavesOutWhatIsAveragedOver) {
  EXPECT_EQ(layout({"seed", "loss", "fold"}), "backbone x loss");
  EXPECT_EQ(layout({"seeds", "size", "protocol.folds", "loss"}), "size x loss");
}

}  // namespace
}  // namespace serhost::app
