// The head: what a loss gets to see, and compositions that cannot work.
#include "model/head.hpp"

#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/randn.h>
#include <gmock/gmock.h>

#include <functional>
#include <serhost/head.hpp>
#include <utility>

#include "base/error.hpp"
#include "fakes.hpp"
#include "host/built_in.hpp"
#include "model/autocast.hpp"
#include "model/heads/mlp.hpp"
#include "model/pooling/masked.hpp"
#include "model/randomness.hpp"

namespace serhost::model {
namespace {

using fakes::message_of;

Sequence two_clips() {
  return {at::randn({2, 3, 4}), at::tensor(std::vector<std::int64_t>{2, 3}), {}, {}};
}

/// The mean over frames as output and embedding, changed by what a test says.
class Changes final : public serhost::Head {
 public:
  struct Options {};
  static void declare(Schema<Options>&) {}
  static std::int64_t embedding_width(const Options&, std::int64_t width) { return width; }
  Changes(const Options&, const HeadSpec&, const Context&) {}
  View forward(const Sequence& frames, Step&) override {
    View out;
    out.output = out.embedding = frames.values.mean(1);
    if (change) change(out, frames);
    return out;
  }
  std::function<void(View&, const Sequence&)> change;
};
SERHOST_HEAD(Changes, "changes", "a head that is wrong as it is told");

TEST(APluginsHead, IsNamedWhereTheHostCannotComputeWithWhatItGives) {
  config::HeadTable table;
  table.component.info = &host::built_in_registry().get(Kind::head, "changes");
  const auto told = [&](std::function<void(View&, const Sequence&)> change) {
    Changes head({}, {}, {});
    head.change = std::move(change);
    Step step;
    return message_of(
        [&] { run_head(head, table, {.width = 4, .outputs = 4}, two_clips(), step); });
  };
  const auto with = [](const char* what) {
    return testing::AllOf(testing::StartsWith("head 'changes' of plugin "),
                          testing::HasSubstr(what));
  };
  EXPECT_EQ(told({}), "");
  EXPECT_THAT(told([](View& v, const Sequence&) { v.output = v.output.to(at::kLong); }),
              with("gave an output with values of type Long"));
  EXPECT_THAT(told([](View& v, const Sequence&) { v.output = v.output.to(at::kDouble); }),
              with("gave an output with values of type Double"));
  EXPECT_THAT(told([](View& v, const Sequence&) { v.embedding = v.embedding.to(at::kMeta); }),
              with("gave an embedding with values on meta"));
  EXPECT_THAT(told([](View& v, const Sequence&) { v.output = v.output.to_sparse(); }),
              with("gave an output with values that are not laid out plainly"));
  EXPECT_THAT(told([](View& v, const Sequence&) { v.output = v.output[0]; }),
              with("gave the output"));
  EXPECT_THAT(told([](View&, const Sequence& s) { s.values.add_(1.0); }),
              with("wrote into the frames"));
}

TEST(Mlp, GivesTheLastHiddenLayerAsEmbedding) {
  config::HeadTable table;
  table.hidden = {6, 5};
  Mlp head(table, 4, 3, {});
  const auto view = head.forward(two_clips());
  EXPECT_EQ(view.embedding.sizes(), (std::vector<std::int64_t>{2, 5}));
  EXPECT_EQ(view.output.sizes(), (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(Mlp::embedding_width(table, 4), 5);
}

TEST(Mlp, GivesThePooledVectorAsEmbeddingWhereThereIsNoHiddenLayer) {
  config::HeadTable table;
  table.pooling = "mean_std";
  Mlp head(table, 4, 3, {});
  const auto clips = two_clips();
  EXPECT_TRUE(
      at::equal(head.forward(clips).embedding, mean_and_deviation(clips.values, clips.lengths)));
  EXPECT_EQ(Mlp::embedding_width(table, 4), 8);
}

TEST(Mlp, HasNoOutputLayerWhereTheLossHasItsOwn) {
  Needs needs;
  needs.output = false;
  Mlp head({}, 4, 3, needs);
  EXPECT_FALSE(head.forward(two_clips()).output.defined());
  EXPECT_TRUE(head.parameters().empty());
}

TEST(Mlp, AveragesScoresOverFrames) {
  config::HeadTable table;
  table.pooling = "mean_scores";
  Mlp head(table, 4, 3, {});
  const auto clips = two_clips();
  const auto view = head.forward(clips);
  const auto parameters = head.named_parameters();
  const auto scores = clips.values[0].narrow(0, 0, 2).matmul(parameters["output.weight"].t()) +
                      parameters["output.bias"];
  EXPECT_TRUE(at::allclose(view.output[0], scores.mean(0), 1e-5, 1e-6));
  EXPECT_FALSE(view.embedding.defined());
}

TEST(Mlp, SaysWhichPoolingALossCannotUse) {
  config::HeadTable table;
  table.pooling = "mean_scores";
  Needs own, embedding;
  own.output = false;
  embedding.embedding = true;
  EXPECT_THAT(message_of([&] { Mlp(table, 4, 3, own); }), testing::HasSubstr("own output layer"));
  EXPECT_THAT(message_of([&] { Mlp(table, 4, 3, embedding); }),
              testing::HasSubstr("needs one; write pooling = \"mean\""));
}

TEST(Mlp, TakesTheEncodersOwnVectorOrSaysThatThereIsNone) {
  config::HeadTable table;
  table.pooling = "summary";
  Mlp head(table, 4, 3, {});
  auto clips = two_clips();
  EXPECT_THAT(message_of([&] { head.forward(clips); }), testing::HasSubstr("returns none"));
  clips.summary = at::ones({2, 4});
  EXPECT_TRUE(at::equal(head.forward(clips).embedding, at::ones({2, 4})));
}

TEST(Mlp, DropsOnlyWhileTrainingAndTheSameForTheSameSeed) {
  config::HeadTable table;
  table.hidden = {64};
  table.dropout = 0.5;
  Mlp head(table, 4, 3, {});
  const auto clips = two_clips();
  const auto dropped = [&](std::uint64_t seed) {
    seed_default_generators(seed);
    return head.forward(clips).embedding;
  };
  const auto a = dropped(1), b = dropped(1), c = dropped(2);
  EXPECT_TRUE(at::equal(a, b));
  EXPECT_FALSE(at::equal(a, c));
  head.eval();
  EXPECT_TRUE(at::equal(dropped(1), dropped(2)));
}

TEST(Mlp, GivesFp32UnderAutocast) {
  config::HeadTable table;
  table.frame_hidden = {8};
  table.hidden = {5};
  Mlp head(table, 4, 3, {});
  const Autocast half(at::kCPU, true);
  const auto view = head.forward(two_clips());
  EXPECT_EQ(view.output.scalar_type(), at::kFloat);
  EXPECT_EQ(view.embedding.scalar_type(), at::kFloat);
  EXPECT_EQ(view.frames.scalar_type(), at::kFloat);
}

}  // namespace
}  // namespace serhost::model
