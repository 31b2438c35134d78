// A clip at a time: what is tried is the objective.
#include "testing/tiny_encoder.hpp"

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>

namespace serhost::conformance {
namespace {

constexpr std::int64_t kWidth = 64, kTokens = 2, kBlocks = 2, kWindow = 400, kHop = 320;

/// [B, F, W] of clips of different lengths.
Sequence padded(const std::vector<at::Tensor>& clips) {
  std::vector<std::int64_t> lengths;
  std::int64_t longest = 0;
  for (const auto& clip : clips) {
    lengths.push_back(clip.size(0));
    longest = std::max(longest, lengths.back());
  }
  std::vector<at::Tensor> rows;
  for (const auto& clip : clips)
    rows.push_back(at::cat({clip, at::zeros({longest - clip.size(0), kWidth}, clip.options())}));
  return {.values = at::stack(rows), .lengths = at::tensor(lengths)};
}

class TinyEncoder final : public Backbone, public MaskedEncoder {
 public:
  TinyEncoder()
      : first_(weight("first", kWindow)),
        mask_(register_parameter("mask", at::randn({kWidth}))),
        tokens_(register_parameter("tokens", at::randn({kTokens, kWidth}))) {
    for (std::int64_t i = 0; i < kBlocks; ++i) {
      own_.push_back(weight("own_" + std::to_string(i), kWidth));
      others_.push_back(weight("others_" + std::to_string(i), kWidth));
    }
  }

  Input input() const override { return {.shortest = kWindow}; }
  std::int64_t width() const override { return kWidth; }
  std::int64_t frames(std::int64_t length) const override {
    return length < kWindow ? 0 : (length - kWindow) / kHop + 1;
  }
  Sequence forward(const Sequence& audio, Step& step) override {
    MaskedRows all;
    for (std::int64_t i = 0; i < audio.lengths.size(0); ++i) all.clips.push_back(i);
    return encode(local(audio, step).frames, all, step).frames;
  }

  LocalFeatures local(const Sequence& audio, Step&) override {
    std::vector<at::Tensor> clips;
    for (std::int64_t i = 0; i < audio.lengths.size(0); ++i) {
      const auto clip = audio.values[i].narrow(0, 0, audio.lengths[i].item<std::int64_t>());
      clips.push_back(clip.unfold(0, kWindow, kHop).matmul(first_).tanh());
    }
    LocalFeatures out{.frames = padded(clips)};
    out.features = out.frames;
    out.magnitude = at::cat(clips).square().mean();
    return out;
  }

  EncodedRows encode(const Sequence& frames, const MaskedRows& rows, Step&) override {
    std::vector<at::Tensor> ends, tokens;
    std::vector<std::vector<at::Tensor>> levels(kBlocks);
    for (std::size_t row = 0; row < rows.clips.size(); ++row) {
      const auto clip = rows.clips[row];
      auto x = frames.values[clip].narrow(0, 0, frames.lengths[clip].item<std::int64_t>());
      // A place of its own for each frame, so that it counts which ones are seen.
      x = x + at::arange(x.size(0), x.options()).unsqueeze(1) * 0.01;
      if (!rows.kept.empty()) {
        const auto seen = x.index_select(0, rows.kept[row]);
        x = rows.drop ? seen : mask_.expand_as(x).index_copy(0, rows.kept[row], seen);
      }
      x = at::cat({tokens_, x});
      for (std::size_t b = 0; b < own_.size(); ++b) {
        const auto level = (x.matmul(own_[b]) + x.mean(0).matmul(others_[b])).tanh();
        x = x + level;
        if (rows.levels) levels[b].push_back(level.narrow(0, kTokens, x.size(0) - kTokens));
      }
      tokens.push_back(x.narrow(0, 0, kTokens));
      ends.push_back(x.narrow(0, kTokens, x.size(0) - kTokens));
    }
    EncodedRows out{.frames = padded(ends), .tokens = at::stack(tokens)};
    for (const auto& level : levels) {
      if (rows.levels) out.levels.push_back(padded(level));
    }
    return out;
  }

  std::int64_t levels() const override { return kBlocks; }
  std::int64_t tokens() const override { return kTokens; }

 private:
  at::Tensor weight(const std::string& name, std::int64_t inputs) {
    return register_parameter(name, at::randn({inputs, kWidth}) * 0.1);
  }

  at::Tensor first_, mask_, tokens_;
  std::vector<at::Tensor> own_, others_;
};

}  // namespace

Objective::Encoder tiny_encoder() {
  const auto backbone = std::make_shared<TinyEncoder>();
  return {backbone, backbone.get()};
}

}  // namespace serhost::conformance
