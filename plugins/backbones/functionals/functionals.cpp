// One vector for each clip: statistics of what its frames measure, brought to zero mean and unit
// variance over the train part.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/ones_like.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/where.h>
#include <ATen/ops/zeros.h>

#include <algorithm>
#include <cmath>
#include <serhost/backbone.hpp>
#include <serhost/nn/clip_by_clip.hpp>
#include <stdexcept>

#include "statistics.hpp"

namespace {

using serhost::Sequence;
using serhost::Step;

constexpr std::int64_t kRate = 16000;

class Functionals final : public serhost::Backbone, public serhost::Fitted {
 public:
  struct Options {
    bool standardize = true;
    double window = 30.0;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("standardize", &Options::standardize)
        .help("each value to zero mean and unit variance over the clips of the train part");
    schema.add("window", &Options::window)
        .at_least(0.05)
        .at_most(86400)
        .help("seconds that one vector stands for; longer clips have several");
  }

  Functionals(const Options& options, const serhost::Context&)
      : options_(options),
        window_(std::llround(options.window * kRate)),
        width_(static_cast<std::int64_t>(functionals::names().size())),
        mean_(register_buffer("mean", at::zeros({width_}))),
        scale_(register_buffer("scale", at::ones({width_}))) {}

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = kRate, .shortest = functionals::kFrame};
  }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override {
    return length < functionals::kFrame ? 0 : (length + window_ - 1) / window_;
  }

  Sequence forward(const Sequence& audio, Step&) override {
    const at::NoGradGuard off;
    return serhost::nn::clip_by_clip(
        audio, {width_}, [&](std::int64_t length) { return frames(length); },
        [&](const at::Tensor& clip) { return (vectors(clip) - mean_) / scale_; });
  }

  void observe(const Sequence& audio) override {
    if (!options_.standardize) return;
    const at::NoGradGuard off;
    for (std::int64_t i = 0; i < audio.values.size(0); ++i)
      seen_.push_back(vectors(audio.values[i].narrow(0, 0, audio.lengths[i].item<std::int64_t>()))
                          .to(at::kCPU, at::kDouble));
  }
  void finish() override {
    if (!options_.standardize) return;
    if (seen_.empty()) throw std::runtime_error("the train part has no clip to standardize by");
    const at::NoGradGuard off;
    const auto all = at::cat(seen_);
    const auto deviation = all.var(0, /*unbiased=*/false).sqrt();
    mean_.copy_(all.mean(0));
    // A value that hardly changes would become noise.
    scale_.copy_(at::where(deviation.gt(1e-6), deviation, at::ones_like(deviation)));
    seen_.clear();
  }

 private:
  /// [windows, width] of a clip's samples; the last window ends where the clip does.
  at::Tensor vectors(const at::Tensor& clip) const {
    const auto length = clip.size(0);
    std::vector<at::Tensor> out;
    for (std::int64_t i = 0; i < frames(length); ++i) {
      const auto begin = std::max<std::int64_t>(0, std::min(i * window_, length - window_));
      const auto part = clip.narrow(0, begin, std::min(window_, length));
      out.push_back(functionals::summarize(describe_(part)));
    }
    return at::stack(out);
  }

  Options options_;
  std::int64_t window_, width_;
  functionals::Descriptors describe_;
  at::Tensor mean_, scale_;
  std::vector<at::Tensor> seen_;
};

SERHOST_BACKBONE(Functionals, "functionals",
                 "statistics of pitch, energy, spectrum, formants and MFCC of a clip",
                 .title = "Functionals", .order = 12);

}  // namespace

SERHOST_PLUGIN();
