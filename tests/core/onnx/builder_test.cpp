// What a graph holds once components have written into it.
#include "onnx/builder.hpp"

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "core/onnx/small_model.hpp"

namespace serhost::onnx {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Builder, KeepsWhatOutputsNeedInTheOrderOfItsComputation) {
  const auto model = testing::small_model();
  ASSERT_EQ(model.nodes.size(), 3u);  // without Clip
  EXPECT_EQ(model.nodes[0].operation, "Add");
  EXPECT_THAT(model.nodes[0].inputs, ElementsAre("x", model.constants.at(0).name));
  EXPECT_EQ(model.nodes[1].operation, "Softmax");
  EXPECT_THAT(model.nodes[1].inputs, ElementsAre(model.nodes[0].outputs[0]));
  EXPECT_THAT(model.nodes[2].outputs, ElementsAre("y"));
  EXPECT_EQ(bytes_of(model), 8);
}

TEST(Builder, MakesEqualThingsOnce) {
  Builder builder;
  const auto x = builder.input({"x", Type::f32, {"2"}, ""});
  const auto one = builder.constant(Type::f32, {}, testing::held<float>({1.0F}));
  const auto same = builder.constant(Type::f32, {}, testing::held<float>({1.0F}));
  const auto shaped = builder.constant(Type::f32, {1}, testing::held<float>({1.0F}));
  const auto whole = builder.constant(Type::i32, {}, testing::held<std::int32_t>({0x3f800000}));
  EXPECT_EQ(one.name, same.name);
  EXPECT_NE(one.name, shaped.name);
  EXPECT_NE(one.name, whole.name);
  const auto softmax = [&](std::int64_t axis) {
    return builder.add("Softmax", {x}, {{"axis", axis}}, 1).front().name;
  };
  EXPECT_EQ(softmax(0), softmax(0));
  EXPECT_NE(softmax(0), softmax(-1));
  const auto large = [&] {
    return builder.constant(Type::f32, {100}, testing::held<float>(std::vector<float>(100))).name;
  };
  EXPECT_NE(large(), large());  // nobody compares weights
}

TEST(Builder, ValuesOfAnotherGraphAreAMistake) {
  Builder one, other;
  const auto x = one.input({"x", Type::f32, {"2"}, ""});
  EXPECT_THROW(other.add("Abs", {x}, {}, 1), std::logic_error);
  EXPECT_THROW(other.output({"y", Type::f32, {"2"}, ""}, x), std::logic_error);
  EXPECT_THAT(other.model().nodes, IsEmpty());
}

}  // namespace
}  // namespace serhost::onnx
