// Whisper's log-mel spectrum: windows of 25 ms every 10 ms, centered, on Slaney's mel scale,
// relative to the loudest value.
#pragma once

#include <cstdint>
#include <serhost/nn/constant.hpp>
#include <serhost/onnx.hpp>

namespace whisper {

constexpr std::int64_t kWindow = 400, kHop = 160;

/// Triangles of equal area on Slaney's scale (linear below 1 kHz, logarithmic above) up to 8 kHz:
/// [201, mels] fp64.
at::Tensor slaney_filters(std::int64_t mels);

class FrontEnd {
 public:
  explicit FrontEnd(std::int64_t mels);

  /// [run] Exactly `samples` samples, zeros behind those of `clip` [T], to [samples / 160, mels]:
  /// (x + 4) / 4 of the decimal logarithm, no more than 8 below its largest value.
  at::Tensor operator()(const at::Tensor& clip, std::int64_t samples) const;
  /// [run] Windows [N, samples] to [N, samples / 160, mels].
  serhost::onnx::Value to_onnx(const serhost::onnx::Value& windows, std::int64_t samples) const;

 private:
  serhost::nn::Constant window_, filters_;
};

}  // namespace whisper
