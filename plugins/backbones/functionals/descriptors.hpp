// What is measured every 10 ms: pitch, energy, spectrum, formants, MFCC.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <serhost/nn/mfcc.hpp>
#include <string>
#include <vector>

namespace functionals {

constexpr std::int64_t kFrame = 640, kHop = 160;  // 40 ms every 10 ms at 16 kHz

/// Of one clip: [F, D], and which frames are voiced [F].
struct Contours {
  at::Tensor values, voiced;
};

class Descriptors {
 public:
  Descriptors();
  /// Their names, in order: "pitch", "energy", ...
  static const std::vector<std::string>& names();
  /// Whether a descriptor means something in voiced frames alone: pitch, formants.
  static bool of_voice(std::size_t descriptor);
  /// `clip` [T], at least kFrame samples.
  Contours operator()(const at::Tensor& clip) const;

 private:
  struct Pitch {
    at::Tensor semitones, strength, voiced;  ///< [F]
  };

  /// `shaped` [F, kFrame]: windowed frames; `power` [F].
  Pitch pitch_of(const at::Tensor& shaped, const at::Tensor& power) const;
  static std::vector<at::Tensor> shape_of(const at::Tensor& frames, const at::Tensor& shaped);
  std::vector<at::Tensor> formants_of(const at::Tensor& centered, const at::Tensor& shaped) const;

  serhost::nn::Constant window_;
  serhost::nn::Mfcc mfcc_;
};

}  // namespace functionals
