// Power spectra of overlapping frames, written as ONNX.
//
//   const auto power = onnx_power_spectra(waveform, count, {.window = 400, .hop = 160, .fft =
//   512});
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <serhost/onnx.hpp>

namespace serhost::nn {

/// In samples; the window is a periodic Hann window, followed by zeros up to `fft`.
struct SpectrumOptions {
  /// Of a frame, from frame to frame, and points of the transform.
  std::int64_t window = 400, hop = 160, fft = 512;
};

/// [run] The first `count` (int64 []) frames of a waveform [B, T] to [B, count, fft / 2 + 1].
onnx::Value onnx_power_spectra(const onnx::Value& waveform, const onnx::Value& count,
                               const SpectrumOptions& options);

}  // namespace serhost::nn
