// CORAL: classes in an order, learned as "is it above the k-th?" with one direction for all k.
#include <torch/nn/init.h>
#include <torch/nn/module.h>

#include <cmath>
#include <serhost/loss.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <serhost/onnx.hpp>
#include <stdexcept>

namespace {

class Coral final : public serhost::Loss, public torch::nn::Module, public serhost::OnnxLoss {
 public:
  struct Options {
    std::string predict = "median";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("predict", &Options::predict)
        .one_of({"median", "mode"})
        .help(
            "the class up to which half of the probability lies, as in the paper, or the most "
            "probable one, whose probabilities are those of the model");
  }

  Coral(const Options& options, const serhost::Task& task, const serhost::Context&)
      : options_(options), classes_(static_cast<std::int64_t>(task.classes.size())) {
    if (classes_ < 2 || task.embedding_width < 1) {
      throw std::invalid_argument(
          "needs 2 or more classes and an embedding of width 1 or more, found " +
          std::to_string(classes_) + " and " + std::to_string(task.embedding_width));
    }
    const double bound = 1.0 / std::sqrt(static_cast<double>(task.embedding_width));
    weight_ = register_parameter("weight", at::empty({1, task.embedding_width}));
    torch::nn::init::uniform_(weight_, -bound, bound);
    // From 1 down, so that thresholds are in order before the first update.
    bias_ = register_parameter(
        "bias", at::arange(classes_ - 1, 0, -1, weight_.options()) / double(classes_ - 1));
  }

  serhost::Needs needs() const override { return {.output = false, .embedding = true}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto logits = view.embedding.matmul(weight_.t()) + bias_;  // [B, K - 1]
    const auto k = at::arange(classes_ - 1, targets.label.options());
    const auto above = targets.label.unsqueeze(1).gt(k).to(logits);
    // -log s(x) of what is above, -log s(-x) of what is not; log s(-x) = log s(x) - x.
    return (logits * (1.0 - above) - at::log_sigmoid(logits)).sum(1);
  }

  torch::Tensor scores(const serhost::View& view) override {
    const auto own = edges();
    const auto above = view.embedding.matmul(own.weight.t()) + own.lower;
    const auto below = -view.embedding.matmul(own.weight.t()) - own.upper;
    if (options_.predict == "median") return at::minimum(above, below);
    return at::log_sigmoid(above) + at::log_sigmoid(below) + own.gap;
  }

  serhost::onnx::Value to_onnx(const serhost::onnx::View& view) const override {
    const auto own = edges();
    const auto above = serhost::onnx::linear(view.embedding, own.weight, own.lower);
    const auto below = serhost::onnx::linear(view.embedding, -own.weight, -own.upper);
    if (options_.predict == "median") return minimum(above, below);
    return log_sigmoid(above) + log_sigmoid(below) + serhost::onnx::constant(*above.graph, own.gap);
  }

 private:
  /// Every class has a threshold below and one above it; the first and the last one are open at one
  /// side.
  struct Edges {
    torch::Tensor weight;        ///< [K, E], the same row K times
    torch::Tensor lower, upper;  ///< [K] biases of "above the class below" and "above this class"
    torch::Tensor gap;           ///< [K] log(1 - e^(upper - lower)): P(class) = s(a) s(-b) e^gap
  };

  /// Sorted: training need not keep the order, and the count of thresholds passed does not ask.
  Edges edges() const {
    const auto sorted = std::get<0>(bias_.detach().sort(0, /*descending=*/true));
    const auto open = sorted.new_full({1}, kOpen);
    Edges out;
    out.weight = weight_.detach().expand({classes_, -1}).contiguous();
    out.lower = at::cat({open, sorted});
    out.upper = at::cat({sorted, -open});
    out.gap = at::log(-at::expm1((out.upper - out.lower).clamp_max(-1e-6)));
    return out;
  }

  static serhost::onnx::Value log_sigmoid(const serhost::onnx::Value& x) {
    return minimum(x, serhost::onnx::scalar(*x.graph, 0.0)) + log(sigmoid(abs(x)));
  }

  static constexpr double kOpen = 1e30;

  Options options_;
  std::int64_t classes_;
  torch::Tensor weight_;  // [1, E]
  torch::Tensor bias_;    // [K - 1]
};

SERHOST_LOSS(Coral, "coral", "classes in an order, by thresholds on one direction",
             .title = "CORAL", .order = 80);

}  // namespace

SERHOST_PLUGIN();
