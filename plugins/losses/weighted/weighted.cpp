// A weighted sum of losses: hybrids such as concordance and squared error.
#include <torch/nn/module.h>

#include <algorithm>
#include <serhost/loss.hpp>
#include <stdexcept>

namespace {

using serhost::Loss;
using serhost::Part;

class Weighted final : public Loss, public torch::nn::Module {
 public:
  struct Options {
    std::vector<Part<Loss>> parts;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("parts", &Options::parts)
        .help("losses, each with a weight: { plugin = \"ccc\", weight = 0.5 }; the first predicts");
  }

  Weighted(const Options& options, const serhost::Task&, const serhost::Context&)
      : parts_(options.parts) {
    if (parts_.empty())
      throw std::invalid_argument(
          "parts is empty; name at least one loss, as in parts = [{ plugin = \"ccc\", weight = 0.5 "
          "}, { plugin = \"mse\" }]");
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (!(parts_[i].weight >= 0.0))
        throw std::invalid_argument("the weight of part '" + parts_[i].plugin +
                                    "' is negative; it must be at least 0");
      // Their weights are trained and saved with this loss.
      if (const auto module = std::dynamic_pointer_cast<torch::nn::Module>(parts_[i].component))
        register_module("part" + std::to_string(i), module);
    }
    needs_ = joined();
  }

  serhost::Needs needs() const override { return needs_; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    torch::Tensor sum;
    for (const auto& part : parts_) {
      auto value = part.component->forward(view, targets, step);
      if (needs_.whole_batch && value.dim() == 1) value = mean(value, targets.weight);
      value = value * part.weight;
      sum = sum.defined() ? sum + value : value;
    }
    return sum;
  }

  torch::Tensor scores(const serhost::View& view) override {
    return parts_.front().component->scores(view);
  }

 private:
  /// As the host takes it of a loss with a value for each clip.
  static torch::Tensor mean(const torch::Tensor& values, const torch::Tensor& weight) {
    if (!weight.defined()) return values.mean();
    const auto w = weight.to(values);
    return (values * w).sum() / w.sum().clamp_min(1e-30);
  }

  /// What all parts take; everything that one of them asks for.
  serhost::Needs joined() const {
    auto out = parts_.front().component->needs();
    for (const auto& part : parts_) {
      const auto theirs = part.component->needs();
      std::erase_if(out.targets, [&](serhost::TargetKind kind) {
        return std::ranges::find(theirs.targets, kind) == theirs.targets.end();
      });
      out.output = out.output || theirs.output;
      out.embedding = out.embedding || theirs.embedding;
      out.whole_batch = out.whole_batch || theirs.whole_batch;
    }
    if (out.targets.empty()) throw std::invalid_argument("no kind of target is taken by all parts");
    return out;
  }

  std::vector<Part<Loss>> parts_;
  serhost::Needs needs_;
};

SERHOST_LOSS(Weighted, "weighted", "a weighted sum of losses", .title = "Weighted", .order = 310);

}  // namespace

SERHOST_PLUGIN();
