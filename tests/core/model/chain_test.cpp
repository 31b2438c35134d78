// The chain and the model as a whole: fit of neighbors, parameter groups, initial weights,
// independence of the batch.
#include <ATen/ops/allclose.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "base/error.hpp"
#include "fakes.hpp"
#include "model/model.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

using fakes::adapter;
using fakes::Deep;
using fakes::Framed;
using fakes::message_of;
using fakes::Pairs;

std::shared_ptr<Model> framed_model(const config::HeadTable& head, const Needs& needs = {},
                                    std::uint64_t seed = 1) {
  seed_default_generators(5);
  auto model = std::make_shared<Model>(std::vector{adapter(std::make_shared<Framed>())}, head);
  model->build_heads({2}, needs, seed);
  return model;
}

TEST(Chain, RaisesTheShortestClipToWhatItsEndNeeds) {
  const Model model({adapter(std::make_shared<Framed>()), adapter(std::make_shared<Pairs>())}, {});
  EXPECT_EQ(model.input().shortest, 8);  // two frames of four samples make one pair
  EXPECT_EQ(model.frames(8), 1);
  EXPECT_EQ(model.frames(7), 0);
}

TEST(Chain, RefusesNeighborsThatDoNotFit) {
  EXPECT_THAT(message_of([] { Chain({adapter(std::make_shared<Pairs>())}); }),
              testing::HasSubstr("cannot come first"));
  EXPECT_THAT(message_of([] {
                Chain({adapter(std::make_shared<Framed>()), adapter(std::make_shared<Framed>())});
              }),
              testing::HasSubstr("takes audio and cannot follow"));
  EXPECT_THAT(message_of([] {
                Chain({adapter(std::make_shared<Framed>(5)), adapter(std::make_shared<Pairs>())});
              }),
              testing::HasSubstr("width 3, but backbone 'fake' gives 5"));
}

TEST(Model, GivesAClipTheSameOutputAloneAndBesideALongerOne) {
  for (const std::string pooling : {"mean", "mean_std", "attention", "mean_scores"}) {
    config::HeadTable head;
    head.frame_hidden = {4};
    head.hidden = {5};
    head.pooling = pooling;
    const auto model = framed_model(head);
    model->eval();
    Step step;
    const auto clip = at::randn({1, 20}), longer = at::randn({1, 44});
    const auto alone =
        model->forward({clip, at::tensor(std::vector<std::int64_t>{20}), {}, {}}, step);
    const auto padded = at::cat({clip, at::zeros({1, 24})}, 1);
    const auto beside = model->forward(
        {at::cat({padded, longer}), at::tensor(std::vector<std::int64_t>{20, 44}), {}, {}}, step);
    EXPECT_TRUE(at::allclose(alone.output[0], beside.output[0], 1e-5, 1e-6)) << pooling;
  }
}

TEST(Model, KeepsABackbonesInitialWeightsWhateverTheHeadIs) {
  config::HeadTable small, large;
  large.hidden = {64, 64};
  large.frame_hidden = {32};
  const auto a = framed_model(small), b = framed_model(large);
  EXPECT_TRUE(at::equal(a->named_parameters()["backbone.0.model.linear.weight"],
                        b->named_parameters()["backbone.0.model.linear.weight"]));
}

TEST(Model, GivesTheHeadTheSameInitialWeightsForTheSameSeedOnly) {
  const config::HeadTable head;
  const auto a = framed_model(head, {}, 1), b = framed_model(head, {}, 1),
             c = framed_model(head, {}, 2);
  const std::string name = "head.output.weight";
  EXPECT_TRUE(at::equal(a->named_parameters()[name], b->named_parameters()[name]));
  EXPECT_FALSE(at::equal(a->named_parameters()[name], c->named_parameters()[name]));
}

TEST(ParameterGroups, LeaveAScaleForEachHeadUndecayed) {
  Group group;
  for (const std::vector<std::int64_t> sizes :
       {std::vector<std::int64_t>{1, 1, 4, 1, 1}, {1, 10, 8}, {1, 4}, {3, 2, 5, 5}})
    add(group, at::ones(sizes).requires_grad_());
  EXPECT_EQ(group.undecayed.size(), 1U);
  EXPECT_EQ(group.decayed.size(), 3U);
}

TEST(ParameterGroups, LeaveBiasesAndOtherOneDimensionalTensorsUndecayed) {
  config::HeadTable head;
  head.hidden = {5};
  const auto groups = framed_model(head)->groups();
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(groups[0].name, "backbone");
  EXPECT_EQ(groups[0].decayed.size(), 1U);
  EXPECT_EQ(groups[0].undecayed.size(), 1U);
  EXPECT_EQ(groups[1].name, "head");
  EXPECT_EQ(groups[1].decayed.size(), 2U);    // hidden and output weights
  EXPECT_EQ(groups[1].undecayed.size(), 2U);  // and biases
}

TEST(ParameterGroups, ShrinkWithTheDistanceFromTheHeadUnderLayerDecay) {
  const auto deep = std::make_shared<Deep>();
  const Model model({adapter(deep, "front")}, {});
  const auto groups = model.groups(0.5);
  ASSERT_EQ(groups.size(), 4U);  // top, middle, front, head
  EXPECT_DOUBLE_EQ(groups[0].scale, 0.5);
  EXPECT_TRUE(groups[0].decayed[0].is_same(deep->linears[2]->weight));
  EXPECT_DOUBLE_EQ(groups[1].scale, 0.25);
  EXPECT_TRUE(groups[2].decayed.empty()) << "the front is frozen";
  EXPECT_DOUBLE_EQ(groups[3].scale, 1.0);
}

TEST(Model, CountsWeights) {
  config::HeadTable head;
  const auto model = framed_model(head);
  EXPECT_EQ(model->count(false), (4 * 3 + 3) + (3 * 2 + 2));
}

}  // namespace
}  // namespace serhost::model
