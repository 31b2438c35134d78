// The first two layers of a clip for which the first gives more than memory should hold. One pass
// over the clip, a stretch at a time, gathers the figures of the first norm; another makes each
// stretch again, normed, and convolves it on.
#include <ATen/ops/conv1d.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/var_mean.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/convolution_stack.hpp>
#include <serhost/nn/derived.hpp>

namespace serhost::nn {
namespace {

/// Mean and variance of values that come in parts.
class Moments {
 public:
  void add(const at::Tensor& values) {
    const auto [variance, mean] =
        at::var_mean(values, /*dim=*/at::OptionalIntArrayRef(), /*correction=*/at::Scalar(0));
    const auto count = static_cast<double>(values.numel()), all = count_ + count;
    const auto apart = mean.item<double>() - mean_;
    mean_ += apart * count / all;
    squares_ += variance.item<double>() * count + apart * apart * count_ * count / all;
    count_ = all;
  }
  double mean() const { return mean_; }
  double variance() const { return squares_ / count_; }

 private:
  double count_ = 0, mean_ = 0, squares_ = 0;
};

}  // namespace

bool ConvolutionStack::needs_stretches(const at::Tensor& clip, const Step& step) const {
  if (layers_.size() < 2 || options_.causal || options_.residual || step.training ||
      clip.requires_grad())
    return false;
  const auto frames = (clip.size(1) - options_.kernels[0]) / options_.strides[0] + 1;
  return frames * options_.channels[0] > options_.most_values && without_graph(parameters());
}

at::Tensor ConvolutionStack::normed(std::size_t index, at::Tensor values, double mean,
                                    double variance) const {
  const auto& own = layers_[index];
  const double scale = 1.0 / std::sqrt(variance + kEpsilon);
  values.sub_(mean).mul_(scale);
  if (own.gain.defined()) values.mul_(own.gain.unsqueeze(1)).add_(own.offset.unsqueeze(1));
  return activate(options_.activation, values);
}

at::Tensor ConvolutionStack::first_two(const at::Tensor& clip) const {
  const auto frames_behind = [&](std::size_t index, std::int64_t length) {
    return (length - options_.kernels[index]) / options_.strides[index] + 1;
  };
  /// Frames [begin, begin + count) of a layer before its norm.
  const auto convolve = [&](std::size_t index, const at::Tensor& x, std::int64_t begin,
                            std::int64_t count) {
    const auto stride = options_.strides[index];
    const auto part = x.narrow(-1, begin * stride, (count - 1) * stride + options_.kernels[index]);
    return at::conv1d(part.unsqueeze(0), layers_[index].weight, layers_[index].bias, stride)
        .to(at::kFloat);
  };
  const auto first_count = frames_behind(0, clip.size(1)), count = frames_behind(1, first_count);
  const auto stretch = std::max<std::int64_t>(1, options_.most_values / 8 / options_.channels[0]);
  Moments first;
  for (std::int64_t begin = 0; begin < first_count; begin += stretch)
    first.add(convolve(0, clip, begin, std::min(stretch, first_count - begin)));
  const auto stride = options_.strides[1];
  const auto few = std::max<std::int64_t>(1, stretch / stride);
  auto out = at::empty({1, options_.channels[1], count}, clip.options().dtype(at::kFloat));
  Moments second;
  for (std::int64_t begin = 0; begin < count; begin += few) {
    const auto now = std::min(few, count - begin);
    const auto x =
        normed(0, convolve(0, clip, begin * stride, (now - 1) * stride + options_.kernels[1]),
               first.mean(), first.variance());
    const auto part = convolve(1, x.squeeze(0), 0, now);
    second.add(part);
    out.narrow(2, begin, now).copy_(part);
  }
  return normed(1, out, second.mean(), second.variance()).squeeze(0);
}

}  // namespace serhost::nn
