// Each window of each clip is worked on alone: decibels are relative to its own loudest value.
#include "front_end.hpp"

#include <ATen/ops/constant_pad_nd.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>

#include <algorithm>
#include <serhost/nn/clip_by_clip.hpp>
#include <serhost/nn/precision.hpp>

namespace l3_net {

namespace nn = serhost::nn;

namespace {

nn::SpectrogramOptions spectrum(const FrontEndOptions& options) {
  nn::SpectrogramOptions out{.fft = 2048, .hop = 242, .power = false};
  if (options.input == "linear") {
    out.fft = 512;
    out.edges = nn::Edges::none;
  } else {
    out.edges = options.front_end == "kapre" ? nn::Edges::zeros_behind : nn::Edges::zeros;
  }
  return out;
}

std::int64_t mels(const std::string& input) { return input == "mel128" ? 128 : 256; }

}  // namespace

FrontEnd::FrontEnd(const FrontEndOptions& options)
    : options_(options), magnitude_(spectrum(options)) {
  if (options.source_rate != 0 && options.source_rate != kRate)
    resample_.emplace(options.source_rate, kRate, nn::SincFilter::kaiser_best_64());
  if (options.input != "linear")
    filters_ = nn::Constant(nn::slaney_filters(kRate, 2048, mels(options.input)));
}

std::int64_t FrontEnd::rate() const {
  return options_.source_rate == 0 ? kRate : options_.source_rate;
}
std::int64_t FrontEnd::bands() const {
  return options_.input == "linear" ? 257 : mels(options_.input);
}
std::int64_t FrontEnd::columns() const { return magnitude_.frames(options_.window); }
std::int64_t FrontEnd::shortest() const { return (rate() + kRate - 1) / kRate; }

std::int64_t FrontEnd::padded(std::int64_t samples) const {
  const auto all = samples + (options_.center ? options_.window / 2 : 0);
  const auto behind = std::max<std::int64_t>(0, all - options_.window);
  return options_.window + (behind + options_.hop - 1) / options_.hop * options_.hop;
}

std::int64_t FrontEnd::windows(std::int64_t length) const {
  if (length < shortest()) return 0;
  return 1 + (padded(length * kRate / rate()) - options_.window) / options_.hop;
}

at::Tensor FrontEnd::decibels(const at::Tensor& window) const {
  auto values = magnitude_(window);
  if (options_.input != "linear") values = at::matmul(values, filters_.on(window.device()));
  const auto level = nn::decibels(values);
  return (level - level.max()).t();
}

at::Tensor FrontEnd::spectrograms(const at::Tensor& clip) const {
  const auto wave = resample_ ? (*resample_)(clip) : clip;
  const auto front = options_.center ? options_.window / 2 : 0;
  const auto whole =
      at::constant_pad_nd(wave, {front, padded(wave.size(0)) - front - wave.size(0)});
  std::vector<at::Tensor> out;
  for (std::int64_t begin = 0; begin + options_.window <= whole.size(0); begin += options_.hop)
    out.push_back(decibels(whole.narrow(0, begin, options_.window)));
  return at::stack(out);
}

serhost::Sequence FrontEnd::operator()(const serhost::Sequence& audio) const {
  const nn::NoAutocast fp32;
  return nn::clip_by_clip(
      audio, {bands(), columns()}, [&](std::int64_t length) { return windows(length); },
      [&](const at::Tensor& clip) { return spectrograms(clip); });
}

}  // namespace l3_net
