// The checks for backbones find what they are for.
#include <gmock/gmock.h>

#include <serhost/testing.hpp>

#include "core/testing/failures.hpp"

using namespace serhost;
namespace kit = serhost::testing;
using ::testing::HasSubstr;
using ::testing::Not;

namespace {

/// Frames of 100 samples as they are, times one weight. Each flaw is one way to break a promise.
enum class Flaw { none, batch_mean, padding, frame_count, noise };

class Frames : public Backbone {
 public:
  explicit Frames(Flaw flaw) : flaw_(flaw), weight_(register_parameter("weight", at::ones({1}))) {}
  Input input() const override { return {.waveform = true, .sample_rate = 16000, .shortest = 100, .width = 0}; }
  std::int64_t width() const override { return 100; }
  std::int64_t frames(std::int64_t length) const override { return length / 100 + (flaw_ == Flaw::frame_count ? 1 : 0); }
  Sequence forward(const Sequence& input, Step&) override {
    const auto count = input.values.size(1) / 100;
    auto values = input.values.narrow(1, 0, count * 100).reshape({-1, count, 100}) * weight_;
    if (flaw_ == Flaw::batch_mean) values = values - values.mean(0, true);
    if (flaw_ == Flaw::padding) values = values * static_cast<double>(count);
    if (flaw_ == Flaw::noise) values = values + at::randn_like(values);
    Sequence out;
    out.values = values;
    out.lengths = input.lengths.div(100, "floor").to(at::kLong);
    return out;
  }

 private:
  Flaw flaw_;
  at::Tensor weight_;
};

std::string complaints(Flaw flaw) {
  return kit::complaints([flaw] {
    Frames backbone(flaw);
    kit::expect_conforms(backbone);
  });
}

}  // namespace

TEST(BackboneConformance, IsSatisfiedByPlainFrames) { EXPECT_EQ(complaints(Flaw::none), ""); }
TEST(BackboneConformance, NoticesFramesThatDependOnTheCompany) {
  EXPECT_THAT(complaints(Flaw::batch_mean), AllOf(HasSubstr(", alone"), Not(HasSubstr("called twice"))));
}
TEST(BackboneConformance, NoticesFramesThatDependOnThePadding) { EXPECT_THAT(complaints(Flaw::padding), HasSubstr("padded further")); }
TEST(BackboneConformance, NoticesAWrongNumberOfFrames) { EXPECT_THAT(complaints(Flaw::frame_count), HasSubstr("frames(100)")); }
TEST(BackboneConformance, NoticesNoiseInEvalMode) { EXPECT_THAT(complaints(Flaw::noise), HasSubstr("called twice")); }
