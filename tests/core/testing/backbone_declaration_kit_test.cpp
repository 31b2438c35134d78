// What a backbone says of itself, gathers before training and names as its weights: the kit finds
// what is wrong with each.
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>

#include "core/testing/failures.hpp"
#include "testing/kit.hpp"

using namespace serhost;
using namespace serhost::conformance;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Not;
using ::testing::Pair;

namespace {

/// Frames of 100 samples less a figure of the train part.
enum class Flaw {
  none,
  no_shortest,
  no_rate,
  no_width,
  shrinks,
  not_counted,
  forgets,
  moves,
  lost_file
};

template <Flaw flaw>
struct Declared : Backbone, Fitted, Provenance {
  Declared()
      : weight_(register_parameter("weight", at::ones({1}))),
        mean_(register_buffer("mean", at::zeros({1}))) {}
  Input input() const override {
    return {.waveform = true,
            .sample_rate = flaw == Flaw::no_rate ? 0 : 16000,
            .shortest = flaw == Flaw::no_shortest ? 0 : 100,
            .width = 0};
  }
  std::int64_t width() const override { return flaw == Flaw::no_width ? 0 : 100; }
  std::int64_t frames(std::int64_t length) const override {
    if (flaw == Flaw::shrinks && length > 50000) return 1;
    return flaw == Flaw::not_counted && length < 100 ? -1 : length / 100;
  }
  Sequence forward(const Sequence& input, Step&) override {
    const auto count = input.values.size(1) / 100;
    Sequence out;
    out.values =
        (input.values.narrow(1, 0, count * 100).reshape({-1, count, 100}) - mean_) * weight_;
    if (flaw == Flaw::moves) mean_.add_(0.5);
    out.lengths = input.lengths.div(100, "floor").to(at::kLong);
    return out;
  }
  void observe(const Sequence& input) override {
    sum_ += input.values.mean().item().toDouble(), ++clips_;
  }
  void finish() override {
    static int instances = 0;  // what one instance gathered must not show in the next
    mean_.fill_(sum_ / clips_ + (flaw == Flaw::forgets ? ++instances : 0));
  }
  std::vector<std::filesystem::path> weight_files() const override {
    if (flaw == Flaw::lost_file) return {"/nowhere/model.safetensors"};
    return {};
  }

 private:
  at::Tensor weight_, mean_;
  double sum_ = 0.0;
  int clips_ = 0;
};

template <Flaw flaw>
Failures failures() {
  return failures_of(checks_of(BackboneCase{[] { return std::make_shared<Declared<flaw>>(); }}));
}

}  // namespace

TEST(BackboneDeclaration, IsSatisfiedByOneThatIsTrue) {
  EXPECT_THAT(failures<Flaw::none>(), IsEmpty());
}

TEST(BackboneDeclaration, NoticesAShortestClipOfNothing) {
  EXPECT_THAT(
      failures<Flaw::no_shortest>(),
      Contains(Pair("declaration", HasSubstr("input().shortest is 0, expected 1 or more"))));
}
TEST(BackboneDeclaration, NoticesAnAbsentSampleRate) {
  EXPECT_THAT(failures<Flaw::no_rate>(),
              Contains(Pair("declaration", HasSubstr("input().sample_rate is 0 Hz"))));
}
TEST(BackboneDeclaration, NoticesFramesWithoutWidth) {
  EXPECT_THAT(failures<Flaw::no_width>(),
              Contains(Pair("declaration", HasSubstr("width() is 0, expected 1 or more"))));
}
TEST(BackboneDeclaration, NoticesLongerClipsWithFewerFrames) {
  EXPECT_THAT(failures<Flaw::shrinks>(),
              Contains(Pair("frames()", HasSubstr("a longer clip has no fewer frames"))));
}
TEST(BackboneDeclaration, NoticesACountBelowZero) {
  EXPECT_THAT(failures<Flaw::not_counted>(),
              Contains(Pair("frames()", HasSubstr("is -1, expected 0 where a clip is too short"))));
}
TEST(BackboneDeclaration, NoticesFiguresThatAnotherInstanceShows) {
  EXPECT_THAT(failures<Flaw::forgets>(),
              Contains(Pair("fitted", HasSubstr("two instances fitted on the same clips"))));
}
TEST(BackboneDeclaration, NoticesFiguresThatForwardMoves) {
  EXPECT_THAT(failures<Flaw::moves>(),
              Contains(Pair("fitted", HasSubstr("a second call after finish()"))));
}
TEST(BackboneDeclaration, NoticesAWeightFileThatIsNotThere) {
  EXPECT_THAT(
      failures<Flaw::lost_file>(),
      AllOf(Contains(Pair("provenance", HasSubstr("'/nowhere/model.safetensors' does not exist"))),
            Not(Contains(Key("declaration")))));
}
