// A clip's attention weights never exist as a whole where nothing is trained: without a bias ATen's
// kernel keeps a tile of them, with one a block of queries bounds it.
#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/scaled_dot_product_attention.h>
#include <ATen/ops/softmax.h>

#include <algorithm>
#include <cmath>
#include <serhost/nn/attention.hpp>
#include <serhost/nn/dropout.hpp>

namespace serhost::nn {
namespace {

constexpr std::int64_t kBiasValues = std::int64_t{1} << 25;  // of one block: 128 MiB in fp32

/// [n, D] to [1, H, n, D / H], a view.
at::Tensor by_head(const at::Tensor& clip, std::int64_t heads) {
  return clip.unflatten(1, {heads, clip.size(1) / heads}).transpose(0, 1).unsqueeze(0);
}

/// [1, H, n, D / H] to [n, D].
at::Tensor joined(const at::Tensor& out) { return out.squeeze(0).transpose(0, 1).flatten(1); }

/// As ATen's, with dropout drawn from the component's own stream.
at::Tensor dropped(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                   const at::Tensor& bias, double probability, Step& step) {
  auto logits = at::matmul(query * (1.0 / std::sqrt(static_cast<double>(query.size(-1)))),
                           key.transpose(-2, -1));
  if (bias.defined()) logits = logits + bias;
  return at::matmul(
      dropout(at::softmax(logits, -1, at::kFloat).to(value.scalar_type()), probability, step),
      value);
}

at::Tensor attend_clip(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                       const at::Tensor& bias, double probability, Step& step) {
  if (step.training && probability > 0) return dropped(query, key, value, bias, probability, step);
  if (!bias.defined()) return at::scaled_dot_product_attention(query, key, value);
  return at::scaled_dot_product_attention(query, key, value, bias.to(query.scalar_type()));
}

}  // namespace

at::Tensor attend(const at::Tensor& query, const at::Tensor& key, const at::Tensor& value,
                  const Lengths& lengths, const AttentionOptions& options, const LogitBias& bias,
                  Step& step) {
  std::int64_t begin = 0;
  return each_clip(query, lengths, [&](const at::Tensor& own, std::size_t clip) {
    const auto frames = lengths[clip];
    const auto q = by_head(own, options.heads);
    auto k = by_head(key.narrow(0, begin, frames), options.heads);
    auto v = by_head(value.narrow(0, begin, frames), options.heads);
    begin += frames;
    if (!bias) return joined(attend_clip(q, k, v, {}, options.dropout, step));
    if (options.reversed_keys) {
      k = k.flip(2);
      v = v.flip(2);
    }
    const auto block =
        at::GradMode::is_enabled()
            ? frames
            : std::clamp<std::int64_t>(kBiasValues / (options.heads * frames), 1, frames);
    std::vector<at::Tensor> parts;
    for (std::int64_t row = 0; row < frames; row += block) {
      const auto rows = std::min(block, frames - row);
      const auto logits = bias(clip, row, rows).unsqueeze(0);
      parts.push_back(
          joined(attend_clip(q.narrow(2, row, rows), k, v, logits, options.dropout, step)));
    }
    return parts.size() == 1 ? parts.front() : at::cat(parts);
  });
}

}  // namespace serhost::nn
