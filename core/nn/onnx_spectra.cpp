// Spectra as ONNX: frames are gathered by index, and the discrete Fourier transform of a windowed
// frame is a product with two constant matrices, which every runtime has; the operator STFT is in
// few of them.
#include <ATen/ops/arange.h>
#include <ATen/ops/hann_window.h>

#include <numbers>
#include <serhost/nn/mfcc.hpp>
#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/onnx_spectra.hpp>

namespace serhost::nn {
namespace {

using onnx::Value;

/// As nn::deltas: slopes look past a clip's ends by index.
Value deltas(const Value& values, const Value& lengths) {
  auto& graph = *values.graph;
  const auto position = unsqueeze(range(onnx::size_of(values, 1)), {0});
  const auto one = onnx::integer(graph, 1), zero = onnx::integer(graph, 0);
  const auto last = unsqueeze(onnx::maximum(lengths - one, zero), {1});
  const auto shifted = [&](std::int64_t by) {
    const auto index =
        onnx::minimum(onnx::maximum(position + onnx::integer(graph, by), zero), last);
    return onnx::node("GatherND", {values, unsqueeze(index, {2})},
                      {{"batch_dims", std::int64_t{1}}});
  };
  return (shifted(1) - shifted(-1) + (shifted(2) - shifted(-2)) * 2.0) * 0.1;
}

}  // namespace

Value onnx_power_spectra(const Value& waveform, const Value& count,
                         const SpectrumOptions& options) {
  auto& graph = *waveform.graph;
  const auto frames = gather(waveform, onnx::windows(count, options.window, options.hop), 1);
  const auto hann = at::hann_window(options.window, true, at::kDouble).unsqueeze(1);
  const auto angles = at::arange(options.window, at::kDouble).unsqueeze(1) *
                      at::arange(options.fft / 2 + 1, at::kDouble).unsqueeze(0) *
                      (2.0 * std::numbers::pi / static_cast<double>(options.fft));
  const auto part = [&](const at::Tensor& matrix) {
    return matmul(frames, onnx::constant(graph, (matrix * hann).to(at::kFloat)));
  };
  const auto real = part(angles.cos()), imaginary = part(angles.sin());
  return real * real + imaginary * imaginary;
}

onnx::Sequence LogMel::to_onnx(const onnx::Sequence& audio) const {
  auto& graph = *audio.values.graph;
  const auto count = onnx::frames_of(onnx::size_of(audio.values, 1), options_.window, options_.hop);
  auto spectra = onnx_power_spectra(
      audio.values, count, {.window = options_.window, .hop = options_.hop, .fft = options_.fft});
  if (!options_.power) spectra = sqrt(spectra);
  const auto mel = matmul(spectra, onnx::constant(graph, filters_.on(at::kCPU)));
  return {.values = log(mel + options_.floor),
          .lengths = onnx::frames_of(audio.lengths, options_.window, options_.hop)};
}

std::string LogMel::words() const {
  return "log-mel spectra of " + std::to_string(options_.mels) + " bands from frames of " +
         std::to_string(options_.window) + " samples every " + std::to_string(options_.hop) +
         "; the STFT (" + std::to_string(options_.fft) +
         " points, periodic Hann window) is a product with constant matrices";
}

onnx::Sequence Mfcc::to_onnx(const onnx::Sequence& audio) const {
  const auto mel = log_mel_.to_onnx(audio);
  std::vector<Value> parts = {
      matmul(mel.values, onnx::constant(*mel.values.graph, dct_.on(at::kCPU)))};
  for (std::int64_t order = 0; order < options_.deltas; ++order)
    parts.push_back(deltas(parts.back(), mel.lengths));
  return {.values = parts.size() == 1 ? parts.front() : concat(parts, 2), .lengths = mel.lengths};
}

std::string Mfcc::words() const {
  return std::to_string(options_.coefficients) + " MFCC" +
         (options_.deltas == 0 ? "" : " with " + std::to_string(options_.deltas) + " deltas") +
         " of " + log_mel_.words();
}

}  // namespace serhost::nn
