// Every bundled loss keeps the promises of loss.hpp.
#include <serhost/testing.hpp>

#include <algorithm>

#include "contract/cases.hpp"

using namespace serhost;
namespace kit = serhost::testing;

class EveryLoss : public ::testing::TestWithParam<contract::Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryLoss);
INSTANTIATE_TEST_SUITE_P(Bundled, EveryLoss, ::testing::ValuesIn(contract::cases(Kind::loss)), contract::name_of_case);

TEST_P(EveryLoss, KeepsItsPromises) {
  const auto classes = kit::task_of({"a", "b", "c"});
  const auto loss = kit::make_loss_for(classes, GetParam().name, GetParam().parameters);
  const auto targets = loss->needs().targets;
  const auto takes = [&](TargetKind kind) { return std::find(targets.begin(), targets.end(), kind) != targets.end(); };
  if (targets != std::vector<TargetKind>{TargetKind::dimensions}) kit::expect_conforms(*loss, classes);
  if (takes(TargetKind::dimensions)) {
    Task ratings;
    ratings.dimensions = {{"valence", 1.0, 5.0}, {"arousal", 1.0, 5.0}};
    ratings.embedding_width = classes.embedding_width;
    kit::expect_conforms(*kit::make_loss_for(ratings, GetParam().name, GetParam().parameters), ratings);
  }
}
