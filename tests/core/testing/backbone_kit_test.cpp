// Each check for backbones finds what it is for.
#include <ATen/ops/full_like.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/randn_like.h>
#include <gmock/gmock.h>

#include <chrono>
#include <mutex>
#include <serhost/thread_safe_inference.hpp>
#include <thread>

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

/// Frames of 100 samples as they are, times one weight. Each flaw is one way to break a promise.
enum class BackboneFlaw {
  none,
  batch_mean,
  first_length,
  padding,
  frame_count,
  lengths_ignored,
  noise,
  default_noise,
  no_gradient,
  unused_weight,
  unsaved,
  counts_calls,
  writes,
  short_table,
  logarithm
};

class Frames : public Backbone {
 public:
  explicit Frames(BackboneFlaw flaw)
      : flaw_(flaw), weight_(register_parameter("weight", at::ones({1}))) {
    if (flaw == BackboneFlaw::unused_weight) register_parameter("spare", at::ones({2}));
  }
  Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 100, .width = 0};
  }
  std::int64_t width() const override { return 100; }
  std::int64_t frames(std::int64_t length) const override {
    return length / 100 + (flaw_ == BackboneFlaw::frame_count ? 1 : 0);
  }
  Sequence forward(const Sequence& input, Step& step) override {
    const auto count = input.values.size(1) / 100;
    if (flaw_ == BackboneFlaw::short_table && count > 1000)
      throw std::runtime_error("the table of positions ends at 1000");
    auto values = input.values.narrow(1, 0, count * 100).reshape({-1, count, 100}) * weight_;
    if (flaw_ == BackboneFlaw::batch_mean) values = values - values.mean(0, true);
    if (flaw_ == BackboneFlaw::first_length) values = values * input.lengths[0].item().toDouble();
    if (flaw_ == BackboneFlaw::padding) values = values * static_cast<double>(count);
    if (flaw_ == BackboneFlaw::noise) values = values + at::randn_like(values);
    if (flaw_ == BackboneFlaw::default_noise && step.training)
      values = values + 0.1 * at::rand({1}).item().toDouble();
    if (flaw_ == BackboneFlaw::no_gradient) values = values.detach();
    if (flaw_ == BackboneFlaw::unsaved && step.training)
      kept_ = kept_ * 0.5 + values.detach().mean() + 1.0;
    if (flaw_ == BackboneFlaw::unsaved) values = values + kept_;
    if (flaw_ == BackboneFlaw::counts_calls) values = values + static_cast<double>(++calls_);
    if (flaw_ == BackboneFlaw::writes) input.values.mul_(2.0);
    if (flaw_ == BackboneFlaw::logarithm) values = values.square().log();
    Sequence out;
    out.values = values;
    out.lengths = flaw_ == BackboneFlaw::lengths_ignored
                      ? at::full_like(input.lengths, count)
                      : input.lengths.div(100, "floor").to(at::kLong);
    return out;
  }

 protected:
  BackboneFlaw flaw_;
  at::Tensor weight_, kept_ = at::ones({1});
  int calls_ = 0;
};

std::vector<Check> checks(BackboneFlaw flaw) {
  return checks_of(BackboneCase{[flaw] { return std::make_shared<Frames>(flaw); }});
}
Failures failures(BackboneFlaw flaw) { return failures_of(checks(flaw)); }

template <class Checked>
std::vector<Check> checks() {
  return checks_of(BackboneCase{[] { return std::make_shared<Checked>(); }});
}

}  // namespace

TEST(BackboneKit, IsSatisfiedByPlainFrames) {
  EXPECT_THAT(failures(BackboneFlaw::none), IsEmpty());
}

TEST(BackboneKit, NoticesFramesThatDependOnTheCompany) {
  EXPECT_THAT(failures(BackboneFlaw::batch_mean),
              AllOf(Contains(Pair("200 random batches",
                                  AllOf(HasSubstr("draw "), HasSubstr("of a batch with lengths ["),
                                        HasSubstr("more zeros against the clip alone"),
                                        HasSubstr("means, norms or maxima over the batch")))),
                    Not(Contains(Key("evaluated twice")))));
}
TEST(BackboneKit, NoticesALengthOfTheFirstClipUsedForAll) {
  const auto found = failures(BackboneFlaw::first_length);
  EXPECT_THAT(found, AllOf(Contains(Key("200 random batches")), Not(Contains(Key("padding")))));
}
TEST(BackboneKit, NoticesFramesThatDependOnThePadding) {
  EXPECT_THAT(
      failures(BackboneFlaw::padding),
      Contains(Pair("padding", AllOf(HasSubstr("zeros: frame 0 of"), HasSubstr("allowed are 1e-05"),
                                     HasSubstr("mask_channels_first")))));
}
TEST(BackboneKit, NoticesLengthsThatWereIgnored) {
  EXPECT_THAT(failures(BackboneFlaw::lengths_ignored),
              AllOf(Contains(Pair("padding", HasSubstr("valid frames instead of"))),
                    Contains(Key("shapes"))));
}
TEST(BackboneKit, NoticesAWrongNumberOfFrames) {
  EXPECT_THAT(failures(BackboneFlaw::frame_count),
              Contains(Pair("shapes", HasSubstr("but frames(100) is 2"))));
}
TEST(BackboneKit, NoticesNoiseInEvaluation) {
  EXPECT_THAT(failures(BackboneFlaw::noise),
              AllOf(Contains(Key("evaluated twice")),
                    Contains(Pair("global switches", HasSubstr("generator was drawn from")))));
}
TEST(BackboneKit, AllowsTheDefaultGeneratorInTraining) {
  EXPECT_THAT(failures(BackboneFlaw::default_noise), IsEmpty())
      << "the host seeds it before each batch, for the dropout of torch's own layers";
}
TEST(BackboneKit, NoticesThatNoGradientComesBack) {
  EXPECT_THAT(
      failures(BackboneFlaw::no_gradient),
      Contains(Pair("gradients", HasSubstr("no gradient reaches 1 trainable parameter: weight"))));
}
TEST(BackboneKit, NamesTheWeightThatNothingUses) {
  EXPECT_THAT(failures(BackboneFlaw::unused_weight),
              Contains(Pair("gradients", HasSubstr(": spare\n"))));
}
TEST(BackboneKit, NoticesWhatACheckpointDoesNotHold) {
  EXPECT_THAT(
      failures(BackboneFlaw::unsaved),
      Contains(Pair("checkpoint",
                    AllOf(HasSubstr("after save and load into a fresh instance: the frames differ"),
                          HasSubstr("register_buffer")))));
}
TEST(BackboneKit, NoticesAnEvaluationThatRemembers) {
  EXPECT_THAT(failures(BackboneFlaw::counts_calls), Contains(Key("evaluated twice")));
}
TEST(BackboneKit, NoticesAChangedInput) {
  EXPECT_THAT(failures(BackboneFlaw::writes),
              Contains(Pair("inputs", HasSubstr("wrote into the values"))));
}
TEST(BackboneKit, NoticesALongClipThatDoesNotGoThrough) {
  EXPECT_THAT(
      failures(BackboneFlaw::short_table),
      Contains(Pair("long clip", HasSubstr("it threw: the table of positions ends at 1000"))));
}
TEST(BackboneKit, NoticesALogarithmOfSilence) {
  EXPECT_THAT(failures(BackboneFlaw::logarithm),
              Contains(Pair("silence", HasSubstr("is not finite"))));
}

namespace {

/// Two stages and three layers; each mistake is one of a name, a weight or a value.
enum class Mistake {
  none,
  same_names,
  reserved,
  weight_left_out,
  other_result,
  fewer_layers,
  other_last
};

template <Mistake mistake>
struct Able : Frames, Staged, Layerwise {
  Able() : Frames(BackboneFlaw::none) {}
  std::vector<std::string> stages() const override {
    if (mistake == Mistake::same_names) return {"a", "a"};
    return {mistake == Mistake::reserved ? "all" : "a", "b"};
  }
  std::vector<at::Tensor> stage_parameters(std::size_t stage) const override {
    return stage == 0 && mistake != Mistake::weight_left_out ? std::vector{weight_}
                                                             : std::vector<at::Tensor>{};
  }
  Sequence run_stage(std::size_t stage, const Sequence& input, Step& step) override {
    if (stage == 0) return Frames::forward(input, step);
    auto out = input;
    if (mistake == Mistake::other_result) out.values = out.values * 1.01;
    return out;
  }
  std::int64_t layers() const override { return mistake == Mistake::fewer_layers ? 3 : 2; }
  std::vector<Sequence> run_layers(const Sequence& input, Step& step) override {
    auto first = Frames::forward(input, step), last = first;
    if (mistake == Mistake::other_last) last.values = last.values.tanh();
    return {first, last};
  }
};

}  // namespace

TEST(BackboneKit, IsSatisfiedByStagesAndLayersThatAgree) {
  EXPECT_THAT(failures_of(checks<Able<Mistake::none>>()), IsEmpty());
}
TEST(BackboneKit, NoticesStagesThatCannotBeToldApart) {
  EXPECT_THAT(failures_of(checks<Able<Mistake::same_names>>()),
              Contains(Pair("stages", HasSubstr("two stages are called 'a'"))));
  EXPECT_THAT(failures_of(checks<Able<Mistake::reserved>>()),
              Contains(Pair("stages", HasSubstr("'all', which cannot be frozen"))));
}
TEST(BackboneKit, NoticesAWeightInNoStage) {
  EXPECT_THAT(failures_of(checks<Able<Mistake::weight_left_out>>()),
              Contains(Pair("stages", HasSubstr("'weight' is in no stage"))));
}
TEST(BackboneKit, NoticesStagesThatGiveSomethingElse) {
  EXPECT_THAT(
      failures_of(checks<Able<Mistake::other_result>>()),
      Contains(Pair("stages", HasSubstr("all stages one after the other against forward"))));
}
TEST(BackboneKit, NoticesLayersThatAreNotWhatWasSaid) {
  EXPECT_THAT(failures_of(checks<Able<Mistake::fewer_layers>>()),
              Contains(Pair("layers", HasSubstr("run_layers gave 2 layers, layers() says 3"))));
  EXPECT_THAT(failures_of(checks<Able<Mistake::other_last>>()),
              Contains(Pair("layers", HasSubstr("the last layer against forward"))));
}

TEST(BackboneKit, SaysWhyACheckWasLeftOut) {
  const auto finding = finding_of(checks(BackboneFlaw::none), "stages");
  EXPECT_EQ(finding.outcome, Outcome::skipped);
  EXPECT_THAT(finding.details, Contains("the backbone has no stages"));
  EXPECT_EQ(finding.hint, "");
}

namespace {

/// Says that threads may share it; `keeps` the clip of a call in a member meanwhile.
template <bool keeps>
struct Shared : Frames, ThreadSafeInference {
  Shared() : Frames(BackboneFlaw::none) {}
  Sequence forward(const Sequence& input, Step& step) override {
    if (!keeps) return Frames::forward(input, step);
    {
      const std::lock_guard lock(mutex_);
      clip_ = input;
    }
    std::this_thread::sleep_for(std::chrono::microseconds(200));
    const std::lock_guard lock(mutex_);
    return Frames::forward(clip_, step);
  }

 private:
  std::mutex mutex_;
  Sequence clip_;
};

}  // namespace

TEST(BackboneKit, IsSatisfiedByThreadsThatShareNothing) {
  EXPECT_THAT(failures_of(checks<Shared<false>>()), IsEmpty());
}
TEST(BackboneKit, NoticesThreadsThatMixTheirClips) {
  EXPECT_THAT(
      failures_of(checks<Shared<true>>()),
      AllOf(Contains(Pair("several threads", HasSubstr("while other threads compute others"))),
            Not(Contains(Key("evaluated twice")))));
}
