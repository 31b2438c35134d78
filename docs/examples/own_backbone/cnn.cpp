// A two-layer convolution over the raw waveform; the smallest backbone worth training.
#include <torch/nn/modules/conv.h>

#include <serhost/backbone.hpp>
#include <serhost/nn/mask.hpp>

namespace {

constexpr std::int64_t kWindow = 400, kStride = 160;  // 25 ms every 10 ms at 16 kHz

class Cnn final : public serhost::Backbone {
 public:
  struct Options {
    std::int64_t channels = 64;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("channels", &Options::channels).at_least(1).help("width of both layers");
  }

  Cnn(const Options& options, const serhost::Context&)
      : width_(options.channels),
        near_(register_module(
            "near",
            torch::nn::Conv1d(torch::nn::Conv1dOptions(1, width_, kWindow).stride(kStride)))),
        far_(register_module(
            "far", torch::nn::Conv1d(torch::nn::Conv1dOptions(width_, width_, 3).padding(1)))) {}

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = kWindow};
  }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override {
    return length < kWindow ? 0 : (length - kWindow) / kStride + 1;
  }

  serhost::Sequence forward(const serhost::Sequence& audio, serhost::Step&) override {
    const auto lengths = (audio.lengths - kWindow).div(kStride, "floor") + 1;
    auto x = torch::relu(near_(audio.values.unsqueeze(1)));  // [B, C, F]
    x = serhost::nn::mask_channels_first(
        x, lengths);  // far_ looks one frame ahead: behind a clip's end it must see zeros
    return {.values = torch::relu(far_(x)).transpose(1, 2), .lengths = lengths};
  }

 private:
  std::int64_t width_;
  torch::nn::Conv1d near_, far_;
};

SERHOST_BACKBONE(Cnn, "cnn", "two convolutions over the waveform");

}  // namespace

SERHOST_PLUGIN();
