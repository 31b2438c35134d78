// The blocks of MSTR: attention in windows, at several scales of time.
#pragma once

#include <torch/nn/module.h>

#include <cstdint>
#include <memory>
#include <serhost/nn/linear.hpp>
#include <serhost/nn/norm.hpp>
#include <serhost/nn/packed.hpp>
#include <serhost/step.hpp>
#include <vector>

namespace mstr {

struct NetworkOptions {
  std::int64_t width = 1024, heads = 8, hidden = 512;
  std::int64_t factor = 3;  ///< frames of a scale that become one of the next
  std::int64_t scales = 4, window = 3;
  double dropout = 0.1;
};

/// Means of `factor` adjacent rows, the last of what is there: [n, D] to [ceil(n / factor), D].
at::Tensor pooled(const at::Tensor& clip, std::int64_t factor);

class Block : public torch::nn::Module {
 public:
  explicit Block(const NetworkOptions& options);
  at::Tensor forward(const serhost::nn::Packed& frames, serhost::Step& step);

  /// One clip at one scale: [n, D] each, to [n, D]; windows of `window` frames, the last of what is
  /// there.
  at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                    serhost::Step& step) const;

 private:
  at::Tensor mixed(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                   serhost::Step& step) const;  // all scales of one clip

  NetworkOptions options_;
  std::shared_ptr<serhost::nn::Linear> query_, key_, value_, out_, inner_, outer_;
  std::shared_ptr<serhost::nn::LayerNorm> attention_norm_, final_norm_;
  at::Tensor mix_;  // [scales, D]
};

}  // namespace mstr
