// Supervised contrastive learning beside cross-entropy: embeddings of one class come together.
#include <torch/nn/init.h>
#include <torch/nn/module.h>

#include <cmath>

#include "../parts.hpp"

namespace {

class SupervisedContrastive final : public serhost::Loss, public torch::nn::Module {
 public:
  struct Options {
    double share = 0.5, temperature = 0.1;
    std::int64_t projection = 0;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("share", &Options::share)
        .above(0.0)
        .at_most(1.0)
        .help(
            "of the contrastive part; the rest is cross-entropy. 1: nothing predicts, for a part "
            "of another loss");
    schema.add("temperature", &Options::temperature)
        .at_least(1e-3)
        .help("what cosines are divided by");
    schema.add("projection", &Options::projection)
        .at_least(0)
        .at_most(65536)
        .help(
            "width of what is compared, made of the embedding by two layers that nothing else "
            "uses; 0: the embedding itself");
  }

  SupervisedContrastive(const Options& options, const serhost::Task& task, const serhost::Context&)
      : options_(options) {
    if (options.projection == 0) return;
    const auto width = task.embedding_width;
    inner_ = layer("inner", width, width);
    outer_ = layer("outer", width, options.projection);
  }

  serhost::Needs needs() const override {
    return {.output = options_.share < 1.0, .embedding = true, .whole_batch = true};
  }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto contrast = contrastive(projected(view.embedding), targets);
    if (options_.share == 1.0) return contrast;
    const auto values =
        -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
    const auto entropy = parts::mean(values, targets.weight);
    if (step.training) {
      step.log("contrastive_part", contrast.detach());
      step.log("cross_entropy_part", entropy.detach());
    }
    return (1.0 - options_.share) * entropy + options_.share * contrast;
  }

  torch::Tensor scores(const serhost::View& view) override {
    if (!view.output.defined())
      throw std::invalid_argument(
          "supervised_contrastive with share = 1 predicts nothing; make it a part of 'weighted' "
          "that comes after one that does, or choose a share below 1");
    return view.output;
  }

 private:
  struct Layer {
    torch::Tensor weight, bias;
  };

  Layer layer(const std::string& name, std::int64_t from, std::int64_t to) {
    const double bound = 1.0 / std::sqrt(static_cast<double>(from));
    Layer out{register_parameter(name + "_weight", at::empty({to, from})),
              register_parameter(name + "_bias", at::empty({to}))};
    torch::nn::init::uniform_(out.weight, -bound, bound);
    torch::nn::init::uniform_(out.bias, -bound, bound);
    return out;
  }

  /// [B, P], rows of length 1. One without a length has no direction, and gets no gradient.
  torch::Tensor projected(torch::Tensor x) const {
    if (options_.projection > 0) {
      x = at::relu(x.matmul(inner_.weight.t()) + inner_.bias);
      x = x.matmul(outer_.weight.t()) + outer_.bias;
    }
    const auto length = at::linalg_vector_norm(x, 2, {1}, true);
    return at::where(length > 1e-12, x / length.clamp_min(1e-12), at::zeros_like(x));
  }

  /// Over the clips that have another of their class in the batch; 0 where none has.
  torch::Tensor contrastive(const torch::Tensor& z, const serhost::Targets& targets) const {
    const auto itself = at::eye(z.size(0), z.options()).to(at::kBool);
    // Far below any cosine, and finite, so that a clip alone has no gradient rather than NaN.
    const auto likeness = (z.matmul(z.t()) / options_.temperature).masked_fill(itself, kNever);
    const auto log_p = likeness - likeness.logsumexp({1}, true);
    const auto same =
        targets.label.unsqueeze(1).eq(targets.label.unsqueeze(0)).logical_and(itself.logical_not());
    const auto others = same.sum(1).to(z);  // [B]
    const auto each = -log_p.masked_fill(same.logical_not(), 0.0).sum(1) / others.clamp_min(1.0);
    auto weight = others.gt(0).to(z);
    if (targets.weight.defined()) weight = weight * targets.weight.to(z);
    return parts::mean(each, weight);
  }

  static constexpr double kNever = -1e9;

  Options options_;
  Layer inner_, outer_;
};

SERHOST_LOSS(SupervisedContrastive, "supervised_contrastive",
             "cross-entropy, and embeddings of one class brought together", .title = "SupCon",
             .order = 90);

}  // namespace

SERHOST_PLUGIN();
