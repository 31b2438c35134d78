// Clips of which a piece or a band of frequencies has been taken out. In its place is noise as
// quiet as the clip's quietest tenth: digital silence is a sound that no model was trained on.
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <utility>
#include <vector>

namespace serhost::train {

/// [first, end) of consecutive pieces of `size` samples, the last perhaps shorter.
std::vector<std::pair<std::int64_t, std::int64_t>> pieces_of(std::int64_t samples,
                                                             std::int64_t size);

/// `count` + 1 edges in Hz from 20 to half of `sample_rate`, equally far apart in mel
/// (O'Shaughnessy: 2595 log10(1 + f / 700)).
std::vector<double> mel_edges(std::int64_t count, std::int64_t sample_rate);

/// The root mean square of the tenth of all frames of 25 ms that are quietest; of [T].
double quietest(const at::Tensor& audio, std::int64_t sample_rate);

/// [run] Of one clip [T]. The noise is the same in every call.
class Occluded {
 public:
  Occluded(const at::Tensor& audio, std::int64_t sample_rate);

  /// [T] with noise from sample `first` to `end`.
  at::Tensor without_piece(std::int64_t first, std::int64_t end) const;

  /// [T] with noise from `low` to `high` Hz, by the Fourier transform of all of it.
  at::Tensor without_band(double low, double high) const;

 private:
  at::Tensor band_of(const at::Tensor& audio, double low, double high) const;

  at::Tensor audio_, noise_;
  std::int64_t sample_rate_;
  double quiet_;
};

}  // namespace serhost::train
