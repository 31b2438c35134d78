// k nearest neighbors against scikit-learn (tests/golden/classical).
#include <ATen/ops/softmax.h>

#include "../classical_goldens.hpp"

namespace {

using namespace classical_goldens;

TEST(Knn, GivesTheSharesOfTheNearest) {
  expect_near(at::softmax(output(*fitted("knn", {"k=4"}, false)), 1), expected().at("knn"), 1e-6);
  expect_near(at::softmax(output(*fitted("knn", {"k=4", "weights=distance"}, false)), 1),
              expected().at("knn_distance"), 1e-6);
}

TEST(Knn, TakesAllClipsWhereThereAreFewer) {
  const auto shares = at::softmax(output(*fitted("knn", {"k=1000"}, false)), 1);
  expect_near(shares, at::full({10, 3}, 1.0 / 3.0, at::kDouble), 1e-6);
}

TEST(Knn, KeepsWhatEveryHeadPromises) { serhost::testing::expect_head_conforms("knn"); }

}  // namespace
