// Additive angular margin: the embedding is compared with one direction a class, and in training
// the angle to its own class is made larger by a margin. The loss owns the directions, so the head
// has no output layer.
#include <torch/nn/init.h>
#include <torch/nn/module.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <serhost/loss.hpp>
#include <serhost/nn/onnx_ops.hpp>
#include <serhost/onnx.hpp>
#include <stdexcept>

namespace {

class Aam final : public serhost::Loss, public torch::nn::Module, public serhost::OnnxLoss {
 public:
  struct Options {
    double margin = 0.2, scale = 30.0, warmup = 0.0;
    bool easy_margin = false;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("margin", &Options::margin)
        .at_least(0.0)
        .at_most(std::numbers::pi / 2)
        .help("radians added to the angle to the true class");
    schema.add("scale", &Options::scale)
        .at_least(1e-3)
        .help("factor on the cosines before softmax");
    schema.add("easy_margin", &Options::easy_margin)
        .help(
            "no margin for clips more than 90 degrees off, instead of a linear one beyond pi - "
            "margin");
    schema.add("warmup", &Options::warmup)
        .at_least(0.0)
        .help("epochs over which the margin rises from 0: below 1 a fraction, from 1 a number");
  }

  Aam(const Options& options, const serhost::Task& task, const serhost::Context&)
      : options_(options) {
    const auto classes = static_cast<std::int64_t>(task.classes.size());
    if (classes < 2 || task.embedding_width < 1) {
      throw std::invalid_argument(
          "needs 2 or more classes and an embedding of width 1 or more, found " +
          std::to_string(classes) + " and " + std::to_string(task.embedding_width));
    }
    weight_ = register_parameter("weight", at::empty({classes, task.embedding_width}));
    torch::nn::init::xavier_normal_(weight_);
  }

  serhost::Needs needs() const override { return {.output = false, .embedding = true}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const double m = margin(step);
    if (step.training && options_.warmup > 0) step.log("margin", weight_.new_full({}, m));
    const auto index = targets.label.unsqueeze(1);
    const auto cosines = cosine(view.embedding);
    const auto logits = cosines.scatter(1, index, with_margin(cosines.gather(1, index), m));
    return -at::log_softmax(logits * options_.scale, 1).gather(1, index).squeeze(1);
  }

  torch::Tensor scores(const serhost::View& view) override {
    return cosine(view.embedding) * options_.scale;
  }

  serhost::onnx::Value to_onnx(const serhost::onnx::View& view) const override {
    const auto& x = view.embedding;
    const auto length = maximum(sqrt(sum(x * x, {1})), serhost::onnx::scalar(*x.graph, 1e-12));
    return serhost::onnx::linear(x / length, unit(weight_), {}) * options_.scale;
  }

 private:
  /// [B, K] cosine of the angle between each embedding and each class's direction.
  torch::Tensor cosine(const torch::Tensor& embedding) const {
    return unit(embedding).matmul(unit(weight_).t());
  }

  /// Rows brought to length 1. One without a length has no direction, and gets no gradient instead
  /// of an endless one.
  static torch::Tensor unit(const torch::Tensor& rows) {
    const auto length = at::linalg_vector_norm(rows, 2, {1}, true);
    return at::where(length > 1e-12, rows / length.clamp_min(1e-12), at::zeros_like(rows));
  }

  /// cos(theta + m), continued beyond theta + m = pi, where it would rise again.
  torch::Tensor with_margin(const torch::Tensor& c, double m) const {
    if (m == 0.0) return c;
    // The slope of sqrt is infinite at 0. The floor is under the square of the sine and not on the
    // cosine itself: there it would take the whole gradient from a clip that points straight at, or
    // away from, its class.
    const auto sine = (1.0 - c * c).clamp_min(2e-7).sqrt();
    const auto moved = c * std::cos(m) - sine * std::sin(m);
    return options_.easy_margin ? at::where(c > 0, moved, c)
                                : at::where(c > -std::cos(m), moved, c - m * std::sin(m));
  }

  /// In evaluation the whole margin, so that validation losses of all epochs can be compared.
  double margin(const serhost::Step& step) const {
    if (!step.training || options_.warmup == 0.0) return options_.margin;
    const auto epochs = static_cast<double>(step.epochs);
    const double length = options_.warmup < 1 ? options_.warmup * epochs : options_.warmup;
    const double done = epochs * static_cast<double>(step.update) /
                        static_cast<double>(std::max<std::int64_t>(step.updates, 1));
    return options_.margin * std::min(1.0, done / length);
  }

  Options options_;
  torch::Tensor weight_;  // [K, E]
};

SERHOST_LOSS(Aam, "aam", "softmax over cosines with an additive angular margin", .title = "AAM",
             .order = 40);

}  // namespace

SERHOST_PLUGIN();
