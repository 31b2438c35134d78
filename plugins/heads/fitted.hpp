// What classical heads share: one vector for each clip, standardized by the train part, and
// probabilities that the host finds again as the softmax of the output.
#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>

#include <serhost/fits_at_once.hpp>
#include <serhost/head.hpp>
#include <serhost/nn/mask.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace fitted {

/// What is fitted: rows of both parts, standardized by the first.
struct Clips {
  at::Tensor x;       ///< [N, P] fp64
  at::Tensor label;   ///< [N] int64
  at::Tensor weight;  ///< [N] fp64, 1 where nothing is weighed
};

class Head : public serhost::Head, public serhost::FitsAtOnce {
 public:
  /// P of frames of this width.
  static std::int64_t pooled_width(const std::string& pooling, std::int64_t width) {
    return pooling == "mean_std" ? 2 * width : width;
  }

  void observe(const serhost::Sequence& frames, const serhost::Targets& targets,
               Part part) override {
    auto& to = part == Part::train ? train_ : validation_;
    to.x.push_back(pooled(frames).to(at::kCPU, at::kDouble));
    to.label.push_back(targets.label.to(at::kCPU));
    to.weight.push_back(targets.weight.defined() ? targets.weight.to(at::kCPU, at::kDouble)
                                                 : at::ones({frames.lengths.size(0)}, at::kDouble));
  }

  void finish() override {
    const at::NoGradGuard no_graph;
    if (train_.x.empty()) throw std::invalid_argument("there are no clips to fit to");
    auto train = joined(train_);
    const auto mean = train.x.mean(0);
    const auto deviation = (train.x - mean).square().mean(0).sqrt();
    set(mean_, mean);
    set(deviation_, deviation.masked_fill(deviation < kConstant * (mean.abs() + 1.0), 1.0));
    train.x = standardized(train.x);
    auto validation = joined(validation_);
    if (validation.x.defined()) validation.x = standardized(validation.x);
    fit(train, validation);
    set(fitted_, at::ones({1}, at::kLong));
    train_ = validation_ = {};
  }

  serhost::View forward(const serhost::Sequence& frames, serhost::Step&) override {
    serhost::View view;
    view.embedding = pooled(frames);
    if (!needs_output_) return view;
    const auto rows = view.embedding.detach().to(at::kCPU, at::kDouble);
    const auto scores = fitted_.item<std::int64_t>() == 0
                            ? at::zeros({rows.size(0), outputs_}, at::kDouble)
                            : this->scores(standardized(rows));
    view.output = scores.to(view.embedding.options());
    return view;
  }

 protected:
  Head(std::string pooling, const serhost::HeadSpec& spec)
      : pooling_(std::move(pooling)), outputs_(spec.outputs), needs_output_(spec.needs.output) {
    if (!needs_output_)
      throw std::invalid_argument(
          "a head that is fitted to classes cannot stand before a loss with an output layer of its "
          "own; use cross_entropy");
    const auto width = pooled_width(pooling_, spec.width);
    mean_ = buffer("mean", at::zeros({width}, at::kDouble));
    deviation_ = buffer("deviation", at::ones({width}, at::kDouble));
    fitted_ = buffer("fitted", at::zeros({1}, at::kLong));
  }

  /// Computes what `scores` needs; rows of `validation` are undefined where there are none.
  virtual void fit(const Clips& train, const Clips& validation) = 0;
  /// Standardized rows [B, P] fp64 to [B, classes] fp64, whose softmax is each class's probability.
  virtual at::Tensor scores(const at::Tensor& x) const = 0;

  std::int64_t classes() const { return outputs_; }
  at::Tensor buffer(const std::string& name, const at::Tensor& value) {
    return register_buffer(name, value);
  }
  /// Its size may have changed.
  static void set(at::Tensor& buffer, const at::Tensor& value) {
    buffer.resize_(value.sizes()).copy_(value);
  }
  static at::Tensor on_the_cpu(const at::Tensor& buffer) { return buffer.to(at::kCPU); }

 private:
  static constexpr double kConstant = 1e-12;

  struct Rows {
    std::vector<at::Tensor> x, label, weight;
  };
  static Clips joined(const Rows& rows) {
    if (rows.x.empty()) return {};
    return {at::cat(rows.x), at::cat(rows.label), at::cat(rows.weight)};
  }

  at::Tensor standardized(const at::Tensor& rows) const {
    return (rows - on_the_cpu(mean_)) / on_the_cpu(deviation_);
  }

  at::Tensor pooled(const serhost::Sequence& frames) const {
    if (pooling_ == "summary") {
      if (!frames.summary.defined())
        throw std::invalid_argument("pooling = \"summary\" needs a backbone with a summary vector");
      return frames.summary;
    }
    const auto clean = serhost::nn::mask_frames(frames.values, frames.lengths);
    const auto count = frames.lengths.to(clean.device()).unsqueeze(1).to(clean.scalar_type());
    const auto mean = clean.sum(1) / count;
    if (pooling_ == "mean") return mean;
    const auto apart =
        serhost::nn::mask_frames(clean - mean.unsqueeze(1), frames.lengths).square().sum(1) / count;
    return at::cat({mean, apart.sqrt()}, 1);
  }

  std::string pooling_;
  std::int64_t outputs_;
  bool needs_output_;
  at::Tensor mean_, deviation_, fitted_;
  Rows train_, validation_;
};

/// The key that all of them have.
template <class Options>
void declare_pooling(serhost::Schema<Options>& schema) {
  schema.add("pooling", &Options::pooling)
      .one_of({"mean", "mean_std", "summary"})
      .help("from frames to the vector of a clip; each value is standardized by the train part");
}

}  // namespace fitted
