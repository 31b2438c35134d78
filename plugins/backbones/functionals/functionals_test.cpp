// Functionals of signals whose pitch, formants, energy and slopes are known.
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <serhost/testing.hpp>

#include "../goldens.hpp"
#include "statistics.hpp"

namespace {

using serhost::testing::make_backbone;
using serhost::testing::noise;
using serhost::testing::step;

/// Pulses of `from` to `to` Hz through resonances at `formants`, a second at 16 kHz.
at::Tensor voice(double from, double to, const std::vector<double>& formants, double gain = 0.1) {
  std::vector<float> samples(16000, 0.0F);
  double phase = 0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    phase += (from + (to - from) * static_cast<double>(i) / 16000) / 16000;
    if (phase >= 1) phase -= 1, samples[i] = 1;
  }
  for (const double hertz : formants) {
    const double r = std::exp(-std::numbers::pi * 80 / 16000);
    const double a = 2 * r * std::cos(2 * std::numbers::pi * hertz / 16000), b = -r * r;
    double one = 0, two = 0;
    for (auto& x : samples) {
      const double y = x + a * one + b * two;
      two = one, one = y, x = static_cast<float>(y);
    }
  }
  const auto out = at::tensor(samples);
  return out / out.abs().max() * gain;
}

double value(const at::Tensor& clip, const std::string& name) {
  static const functionals::Descriptors describe;
  const auto names = functionals::names();
  const auto at = std::find(names.begin(), names.end(), name) - names.begin();
  return functionals::summarize(describe(clip))[at].item<double>();
}

double semitones(double hertz) { return 12 * std::log2(hertz / 27.5); }

}  // namespace

TEST(Functionals, FindPitchAndItsSlope) {
  const std::vector<double> vowel = {700, 1200, 2500};
  for (const double hertz : {80.0, 120.0, 210.0, 350.0}) {
    const auto clip = voice(hertz, hertz, vowel);
    EXPECT_NEAR(value(clip, "pitch.median"), semitones(hertz), 0.2) << hertz;
    EXPECT_LT(value(clip, "pitch.deviation"), 0.3) << hertz;
  }
  EXPECT_NEAR(value(voice(100, 200, vowel), "pitch.slope"), 12, 1.5);  // an octave in a second
  EXPECT_NEAR(value(voice(200, 100, vowel), "pitch.slope"), -12, 1.5);
}

TEST(Functionals, FindFormants) {
  for (const auto& vowel : {std::vector<double>{700, 1200, 2500}, {300, 2200, 3000}}) {
    const auto clip = voice(110, 110, vowel);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(value(clip, "formant_" + std::to_string(i + 1) + ".median"), vowel[i], 80) << i;
  }
}

TEST(Functionals, TellVoiceFromNoiseAndSilence) {
  const auto spoken = voice(150, 150, {500, 1500, 2500});
  EXPECT_GT(value(spoken, "voice.share"), 0.95);
  EXPECT_LT(value(noise({16000}).values[0], "voice.share"), 0.1);
  EXPECT_EQ(value(at::zeros({16000}), "voice.share"), 0);
  const auto twice = at::cat({spoken, at::zeros({16000}), spoken});
  EXPECT_NEAR(value(twice, "voice.spans"), 2 / 2.96, 0.02);
  EXPECT_NEAR(value(twice, "voice.length"), 1, 0.05);
  EXPECT_EQ(value(at::zeros({16000}), "pitch.mean"), 0);
}

TEST(Functionals, MeasureEnergyInDecibels) {
  const auto loud = voice(150, 150, {500, 1500, 2500}, 0.4);
  EXPECT_NEAR(value(loud, "energy.mean") - value(loud / 2, "energy.mean"), 6.02, 0.01);
  EXPECT_NEAR(value(loud, "centroid.mean"), value(loud / 2, "centroid.mean"), 1);
}

TEST(Functionals, PlaceTheSpectrum) {
  const auto time = at::arange(16000, at::kDouble) / 16000;
  const auto tone = (2 * std::numbers::pi * 2000 * time).sin().to(at::kFloat) * 0.3;
  EXPECT_NEAR(value(tone, "centroid.mean"), 2000, 20);
  EXPECT_NEAR(value(tone, "rolloff.median"), 2000, 32);
  EXPECT_NEAR(value(tone, "zero_crossings.mean"), 2 * 2000.0 / 16000, 0.01);
  EXPECT_GT(value(noise({16000}).values[0], "flatness.mean"), value(tone, "flatness.mean") + 3);
}

TEST(FunctionalsPlugin, StandardizesByTheTrainPart) {
  const auto backbone = make_backbone("functionals");
  EXPECT_EQ(backbone->width(), 231);
  auto& fitted = dynamic_cast<serhost::Fitted&>(*backbone);
  std::vector<at::Tensor> seen;
  const std::vector<double> pitches = {90, 130, 170, 220};
  for (const double hertz : pitches) {
    const auto clip = voice(hertz, 1.2 * hertz, {500, 1500, 2500}, 0.001 * hertz);
    fitted.observe({.values = clip.unsqueeze(0), .lengths = at::tensor({16000}, at::kLong)});
    seen.push_back(clip);
  }
  fitted.finish();
  auto now = step();
  const auto out = backbone->forward(
      {.values = at::stack(seen), .lengths = at::tensor({16000, 16000, 16000, 16000}, at::kLong)},
      now);
  const auto values = out.values.squeeze(1);  // [4, 231]
  EXPECT_LT(values.mean(0).abs().max().item<double>(), 1e-3);
  EXPECT_NEAR(values.select(1, 0).square().mean().item<double>(), 1, 1e-3);
}

TEST(FunctionalsPlugin, GivesLongClipsSeveralVectors) {
  const auto backbone = make_backbone("functionals", {"window=1", "standardize=false"});
  EXPECT_EQ(backbone->frames(639), 0);
  EXPECT_EQ(backbone->frames(640), 1);
  EXPECT_EQ(backbone->frames(16000), 1);
  EXPECT_EQ(backbone->frames(16001), 2);
  auto now = step();
  const auto clip = noise({20000});
  const auto out = backbone->forward(clip, now);
  const functionals::Descriptors describe;
  goldens::expect_close(out.values[0][1],
                        functionals::summarize(describe(clip.values[0].narrow(0, 4000, 16000))),
                        "the last second", 1e-6);
}
