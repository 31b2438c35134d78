// LoRA: beside a frozen weight W [O, I] a product of two thin ones, y = x W^T + b + s (x A^T) B^T
// with s = alpha / rank. B begins at 0, so that training begins at the pre-trained encoder.
//
// Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language Models", 2021; defaults, initial
// values and the place of the dropout as PEFT has them.
#include <ATen/ops/dropout.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/zeros.h>

#include <cmath>
#include <stdexcept>

#include "model/adapt/method.hpp"

namespace serhost::model {
namespace {

const std::vector<std::string> kQueriesAndValues = {"q_proj", "v_proj", "query", "value", "qkv"};

/// Parameters a [rank, I] and b [O, rank].
class LowRank final : public Adaptation {
 public:
  LowRank(const at::Tensor& weight, std::int64_t rank, double scale, double dropout)
      : scale_(scale), dropout_(dropout) {
    const auto like = weight.options().requires_grad(false);
    const double bound = 1.0 / std::sqrt(static_cast<double>(weight.size(1)));
    a_ = register_parameter("a", at::empty({rank, weight.size(1)}, like).uniform_(-bound, bound));
    b_ = register_parameter("b", at::zeros({weight.size(0), rank}, like));
  }

  at::Tensor forward(const at::Tensor& input, const at::Tensor& output) override {
    const auto seen =
        dropout_ > 0 && is_training() ? at::dropout(input, dropout_, /*train=*/true) : input;
    return output + at::linear(at::linear(seen, a_), b_) * scale_;
  }
  at::Tensor weight_change() const override { return at::matmul(b_, a_) * scale_; }
  onnx::Value to_onnx(const onnx::Value&, const onnx::Value&) const override {
    throw std::logic_error("LoRA is written with the weight that it changes");
  }

 private:
  double scale_, dropout_;
  at::Tensor a_, b_;
};

class Lora final : public AdaptationMethod {
 public:
  struct Options {
    std::int64_t rank = 8;
    double alpha = 8.0;
    double dropout = 0.0;
    std::vector<std::string> targets = kQueriesAndValues;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("rank", &Options::rank).at_least(1).at_most(4096).help("of the product");
    schema.add("alpha", &Options::alpha).above(0).help("the product counts alpha / rank times");
    schema.add("dropout", &Options::dropout).at_least(0).below(1).help("of what the product takes");
    schema.add("targets", &Options::targets)
        .help("linear layers by the end of their name; the default's are those that are there");
  }

  explicit Lora(Options options) : options_(std::move(options)) {}

  void apply(const ToAdapt& to) const override {
    for (const auto& [name, map] :
         chosen_maps(to, options_.targets, options_.targets == kQueriesAndValues))
      map->adapt(std::make_shared<LowRank>(map->own_weight(), options_.rank,
                                           options_.alpha / static_cast<double>(options_.rank),
                                           options_.dropout));
  }

 private:
  Options options_;
};

SERHOST_ADAPTATION(Lora, "lora", "low-rank products beside frozen weights", 20);

}  // namespace
}  // namespace serhost::model
