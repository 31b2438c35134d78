// What a backbone says about itself agrees with what it gives: how many frames a length makes, and
// their shape.
#include <ATen/ops/isfinite.h>

#include "base/seed.hpp"
#include "testing/backbone_checks.hpp"

namespace serhost::conformance {
namespace {

void declared(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto input = backbone->input();
  verdict.expect(backbone->width() >= 1,
                 "width() is " + std::to_string(backbone->width()) + ", expected 1 or more");
  verdict.expect(input.shortest >= 1,
                 "input().shortest is " + std::to_string(input.shortest) + ", expected 1 or more");
  if (input.waveform)
    verdict.expect(input.sample_rate >= 1,
                   "input().sample_rate is " + std::to_string(input.sample_rate) + " Hz");
  else
    verdict.expect(input.width >= 0,
                   "input().width is " + std::to_string(input.width) +
                       ", expected the width of the frames it takes, or 0 for any");
}

void count(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto shortest = backbone->input().shortest;
  const auto at = [&](std::int64_t length) {
    return "frames(" + std::to_string(length) + ") is " + std::to_string(backbone->frames(length));
  };
  verdict.expect(backbone->frames(shortest) >= 1,
                 at(shortest) + " for the shortest clip, expected 1 or more");
  for (const auto length : {std::int64_t{0}, std::int64_t{1}, shortest - 1}) {
    if (length >= 0 && length < shortest)
      verdict.expect(backbone->frames(length) >= 0,
                     at(length) + ", expected 0 where a clip is too short");
  }
  Random random(5);
  for (int draw = 0; draw < 200 && !verdict.enough(); ++draw) {
    const auto minute = static_cast<std::uint64_t>(shortest + 60 * second_of(backbone->input()));
    const auto length = static_cast<std::int64_t>(random.below(minute));
    const auto more = length + 1 +
                      static_cast<std::int64_t>(
                          random.below(draw % 2 == 0 ? 1000 : minute));  // next door, and far away
    verdict.expect(backbone->frames(more) >= backbone->frames(length),
                   at(length) + ", but " + at(more) + "; a longer clip has no fewer frames");
  }
  const auto day = 24 * 3600 * second_of(backbone->input());
  verdict.expect(backbone->frames(day) > backbone->frames(shortest),
                 at(day) + " for a day of audio");
}

/// The shape that `out` must have for clips of these lengths.
void expect_shape(Verdict& verdict, const Backbone& backbone,
                  const std::vector<std::int64_t>& lengths, const Sequence& out) {
  const auto clips = static_cast<std::int64_t>(lengths.size());
  if (!out.values.defined() || out.values.dim() != 3 || out.values.size(0) != clips ||
      out.values.size(2) != backbone.width()) {
    verdict.fail(
        "values have shape " +
        (out.values.defined() ? listed(out.values.sizes().vec()) : std::string("undefined")) +
        ", expected [" + std::to_string(clips) + ", frames, " + std::to_string(backbone.width()) +
        "]");
    return;
  }
  verdict.expect(out.values.scalar_type() == at::kFloat,
                 "values are not in single precision; pooling is done in fp32");
  if (!out.lengths.defined() || !out.lengths.device().is_cpu() ||
      out.lengths.scalar_type() != at::kLong || out.lengths.sizes().vec() != std::vector{clips}) {
    verdict.fail("lengths are not [" + std::to_string(clips) + "] int64 on the CPU");
    return;
  }
  for (std::int64_t i = 0; i < clips && !verdict.enough(); ++i) {
    const auto length = lengths[static_cast<std::size_t>(i)],
               valid = out.lengths[i].item().toLong();
    verdict.expect(valid == backbone.frames(length),
                   "a clip of " + std::to_string(length) + " has " + std::to_string(valid) +
                       " valid frames, but frames(" + std::to_string(length) + ") is " +
                       std::to_string(backbone.frames(length)));
    if (valid < 1 || valid > out.values.size(1)) {
      verdict.fail("a clip of " + std::to_string(length) + " has " + std::to_string(valid) +
                   " valid frames of " + std::to_string(out.values.size(1)) + " in all");
    } else {
      verdict.expect(at::isfinite(out.values[i].narrow(0, 0, valid)).all().item().toBool(),
                     "a frame of a clip of " + std::to_string(length) + " is not finite");
    }
  }
  if (!out.summary.defined()) return;
  verdict.expect(out.summary.dim() == 2 && out.summary.size(0) == clips,
                 "the summary has shape " + listed(out.summary.sizes().vec()) + ", expected [" +
                     std::to_string(clips) + ", width]");
  verdict.expect(at::isfinite(out.summary).all().item().toBool(), "a summary is not finite");
}

void shapes(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  for (const auto& length : varied_lengths(*backbone, 24)) {
    if (verdict.enough()) return;
    expect_shape(verdict, *backbone, {length},
                 evaluate(*backbone, clips(backbone->input(), {length})));
  }
  const auto lengths = varied_lengths(*backbone, 6);
  expect_shape(verdict, *backbone, lengths, evaluate(*backbone, clips(backbone->input(), lengths)));
}

void silence(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto lengths = varied_lengths(*backbone, 3);
  auto batch = clips(backbone->input(), lengths);
  batch.values.zero_();
  expect_shape(verdict, *backbone, lengths, evaluate(*backbone, batch));
}

void inputs(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto batch = clips(backbone->input(), varied_lengths(*backbone, 3));
  const auto values = batch.values.clone(), lengths = batch.lengths.clone();
  evaluate(*backbone, batch);
  verdict.expect((batch.values - values).abs().max().item().toDouble() == 0.0,
                 "forward wrote into the values it was given");
  verdict.expect((batch.lengths - lengths).abs().max().item().toLong() == 0,
                 "forward wrote into the lengths it was given");
}

void long_clip(Verdict& verdict, const BackboneCase& one) {
  const auto backbone = fitted(one);
  const auto length = backbone->input().shortest + 20 * second_of(backbone->input());
  expect_shape(verdict, *backbone, {length},
               evaluate(*backbone, clips(backbone->input(), {length})));
}

}  // namespace

void add_frame_checks(BackboneChecks& all, const BackboneCase& one) {
  const auto add = [&](const char* name, const char* hint,
                       void (*check)(Verdict&, const BackboneCase&)) {
    all.push_back({name, hint, [=](Verdict& verdict) { check(verdict, one); }});
  };
  add("declaration", "input() and width() must hold from construction on", declared);
  add("frames()",
      "frames(length) is the arithmetic of forward, in integers that round down, and 0 where a "
      "clip is too short; each "
      "padded-less layer makes (length - window) / stride + 1",
      count);
  add("shapes",
      "return [B, F, width()] and lengths worked out from input.lengths with the arithmetic of "
      "frames(), as int64 on the CPU",
      shapes);
  add("silence", "clips may be silent: give logarithms, norms and divisions a floor", silence);
  add("inputs", "do not use in-place operations on what comes in; clone it first", inputs);
  add("long clip",
      "20 seconds must go through: no table of positions that ends before, and no memory that "
      "grows with the square of samples",
      long_clip);
}

}  // namespace serhost::conformance
