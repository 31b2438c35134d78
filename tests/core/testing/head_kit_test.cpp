// Each check for heads finds what it is for: one that is right but for one thing fails that check,
// with a sentence and a hint.
#include "testing/head_kit.hpp"

#include <ATen/ops/arange.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <torch/nn/modules/linear.h>

#include "core/testing/failures.hpp"
#include "testing/torch_global_state.hpp"

using namespace serhost;
using namespace serhost::conformance;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

namespace head_kit {  // files are compiled in units: names of one must not meet those of another
namespace {

/// Mean pooling and a linear layer, which is right, with one thing changed by each of those below.
struct Right : Head {
  explicit Right(const HeadSpec& spec) {
    if (spec.needs.output) {
      output = register_module("output", torch::nn::Linear(spec.width, spec.outputs));
    }
  }
  static at::Tensor mask_of(const Sequence& frames) {
    return (at::arange(frames.values.size(1)).unsqueeze(0) < frames.lengths.unsqueeze(1))
        .to(frames.values.device())
        .unsqueeze(2);
  }
  virtual at::Tensor pooled(const Sequence& frames) {
    const auto mask = mask_of(frames);
    return frames.values.masked_fill(~mask, 0).sum(1) / mask.sum(1);
  }
  View forward(const Sequence& frames, Step&) override {
    View view;
    view.embedding = pooled(frames);
    if (!output.is_empty()) view.output = output->forward(view.embedding);
    return view;
  }
  torch::nn::Linear output{nullptr};
};

template <class Checked>
HeadCase case_of() {
  return {[](const HeadSpec& spec) {
            seed_default_generator(1);
            return std::make_shared<Checked>(spec);
          },
          [](std::int64_t width) { return width; }};
}

template <class Checked>
Failures failures() {
  return failures_of(checks_of(case_of<Checked>()));
}

}  // namespace

TEST(HeadKit, IsSatisfiedByMeanPooling) { EXPECT_THAT(failures<Right>(), IsEmpty()); }

TEST(HeadKit, NoticesAnEmbeddingOfAnotherWidth) {
  auto one = case_of<Right>();
  one.embedding_width = [](std::int64_t width) { return width + 1; };
  EXPECT_THAT(failures_of(checks_of(one)),
              ElementsAre(Pair("shape", HasSubstr("embedding has the shape [1, 8], expected "
                                                  "[1, 9] (for a loss that wants output"))));
}

struct NoEmbedding : Right {
  using Right::Right;
  View forward(const Sequence& frames, Step& step) override {
    return {.output = Right::forward(frames, step).output};
  }
};
TEST(HeadKit, NoticesAMissingEmbedding) {
  EXPECT_THAT(failures<NoEmbedding>(),
              Contains(Pair("shape", HasSubstr("embedding is undefined, expected [1, 8]"))));
}

struct RefusesEmbeddings : NoEmbedding {
  explicit RefusesEmbeddings(const HeadSpec& spec) : NoEmbedding(spec) {
    if (spec.needs.embedding) throw std::invalid_argument("gives no embedding");
  }
};
TEST(HeadKit, LetsAHeadRefuseALossThatWantsWhatItLacks) {
  EXPECT_THAT(failures<RefusesEmbeddings>(), IsEmpty());
}

struct RefusesAll : Right {
  explicit RefusesAll(const HeadSpec& spec) : Right(spec) {
    throw std::invalid_argument("takes no loss");
  }
};
TEST(HeadKit, ThrowsWhatAHeadThrowsThatCannotBeMade) {
  EXPECT_THROW(checks_of(case_of<RefusesAll>()), std::invalid_argument);
}

struct MeanOverPadding : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override { return frames.values.mean(1); }
};
TEST(HeadKit, NoticesAMeanOverPadding) {
  const auto found = failures<MeanOverPadding>();
  EXPECT_THAT(found, Contains(Pair("padding", AllOf(HasSubstr("a clip of 1 frames followed by 9 "
                                                              "that hold 0: the output differs"),
                                                    HasSubstr("masked_fill")))));
  EXPECT_THAT(found, Contains(Key("batch invariance")));
}

struct MultipliesTheMask : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override {
    const auto mask = mask_of(frames);
    return (frames.values * mask).sum(1) / mask.sum(1);
  }
};
TEST(HeadKit, NoticesANotANumberBehindAClip) {
  const auto found = failures<MultipliesTheMask>();
  EXPECT_THAT(found, Contains(Pair("padding", HasSubstr("that hold nan"))));
  EXPECT_THAT(found, Contains(Pair("gradients", HasSubstr("not finite where NaN stands behind"))));
  EXPECT_EQ(found.size(), 2u);
}

struct CentersTheBatch : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override {
    const auto all = Right::pooled(frames);
    return all - 0.5 * all.mean(0, true);
  }
};
TEST(HeadKit, NoticesAResultThatDependsOnTheBatch) {
  EXPECT_THAT(failures<CentersTheBatch>(),
              ElementsAre(Pair("batch invariance", HasSubstr("against the clip alone"))));
}

struct Detached : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override { return Right::pooled(frames).detach(); }
};
TEST(HeadKit, NoticesFramesThatNoGradientReaches) {
  EXPECT_THAT(failures<Detached>(),
              ElementsAre(Pair("gradients", HasSubstr("no gradient reaches the frames"))));
}

struct UnusedLayer : Right {
  explicit UnusedLayer(const HeadSpec& spec) : Right(spec) {
    register_module("spare", torch::nn::Linear(2, 2));
  }
};
TEST(HeadKit, NoticesALayerThatIsNotUsed) {
  EXPECT_THAT(failures<UnusedLayer>(),
              ElementsAre(Pair("gradients", HasSubstr("the parameter 'spare.weight'"))));
}

struct DropsInEvaluation : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override {
    const auto all = Right::pooled(frames);
    return all + 0.1 * at::randn(all.sizes());
  }
};
TEST(HeadKit, NoticesRandomNumbersInEvaluation) {
  const auto found = failures<DropsInEvaluation>();
  EXPECT_THAT(found, Contains(Key("evaluated twice")));
  EXPECT_THAT(found, Contains(Pair("global switches", HasSubstr("default generator was drawn"))));
}

struct PlainMember : Right {
  using Right::Right;
  at::Tensor pooled(const Sequence& frames) override {
    if (is_training()) shift = shift + 0.1;
    return Right::pooled(frames) + shift;
  }
  at::Tensor shift = at::zeros({1});
};
TEST(HeadKit, NoticesStateThatACheckpointLacks) {
  EXPECT_THAT(failures<PlainMember>(),
              ElementsAre(Pair("checkpoint", HasSubstr("after save and load into a fresh"))));
}

struct OwnSeed : Right {
  explicit OwnSeed(const HeadSpec& spec) : Right(spec) {
    static double made = 0.0;
    shift = register_buffer("shift", at::zeros({1}) + (made += 1.0));
  }
  at::Tensor pooled(const Sequence& frames) override { return Right::pooled(frames) + shift; }
  at::Tensor shift;
};
TEST(HeadKit, NoticesInstancesThatDiffer) {
  EXPECT_THAT(failures<OwnSeed>(),
              ElementsAre(Pair("same seed", HasSubstr("two instances with the same seed"))));
}

}  // namespace head_kit
