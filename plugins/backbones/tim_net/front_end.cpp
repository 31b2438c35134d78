// Each clip is worked on alone, so that neither its batch nor its padding has a part in it.
#include "front_end.hpp"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/matmul.h>

#include <serhost/nn/clip_by_clip.hpp>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/precision.hpp>

namespace tim_net {

namespace nn = serhost::nn;

at::Tensor fit(const at::Tensor& clip, std::int64_t samples) {
  const auto count = clip.size(0);
  if (count >= samples) return clip.narrow(0, (count - samples) / 2, samples);
  const auto left = (samples - count) / 2;
  return at::constant_pad_nd(clip, {left, samples - count - left});
}

FrontEnd::FrontEnd(const FrontEndOptions& options)
    : options_(options),
      power_({.fft = 2048,
              .hop = 512,
              .edges = options.padding == "reflect" ? nn::Edges::reflect : nn::Edges::zeros}),
      filters_(nn::slaney_filters(kRate, 2048, kMels)),
      dct_(nn::dct_matrix(kMels, options.coefficients)) {
  if (options.source_rate != 0 && options.source_rate != kRate)
    resample_.emplace(options.source_rate, kRate, nn::SincFilter::kaiser_best_64());
}

std::int64_t FrontEnd::rate() const {
  return options_.source_rate == 0 ? kRate : options_.source_rate;
}

std::int64_t FrontEnd::samples(std::int64_t length) const {
  return (length * kRate + rate() - 1) / rate();  // librosa rounds up
}

std::int64_t FrontEnd::shortest() const {
  if (options_.fit > 0) return 1;
  return (power_.shortest() - 1) * rate() / kRate + 1;
}

std::int64_t FrontEnd::frames(std::int64_t length) const {
  if (length < shortest()) return 0;
  return power_.frames(options_.fit > 0 ? options_.fit : samples(length));
}

at::Tensor FrontEnd::mfcc(const at::Tensor& clip) const {
  auto wave = clip;
  if (resample_) {
    wave = (*resample_)(clip);
    const auto missing = samples(clip.size(0)) - wave.size(0);
    if (missing > 0) wave = at::constant_pad_nd(wave, {0, missing});
  }
  if (options_.fit > 0) wave = fit(wave, options_.fit);
  const auto mel = at::matmul(power_(wave), filters_.on(wave.device()));
  return at::matmul(nn::decibels(mel), dct_.on(wave.device()));
}

serhost::Sequence FrontEnd::operator()(const serhost::Sequence& audio) const {
  const nn::NoAutocast fp32;
  return nn::clip_by_clip(
      audio, {options_.coefficients}, [&](std::int64_t length) { return frames(length); },
      [&](const at::Tensor& clip) { return mfcc(clip); });
}

}  // namespace tim_net
