// Binary cross-entropy of each class, for clips that may have several or none.
#include <ATen/ops/log_sigmoid.h>
#include <ATen/ops/tensor.h>

#include "../known.hpp"

namespace {

class Bce final : public serhost::Loss {
 public:
  struct Options {
    std::string positive_weight = "none";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("positive_weight", &Options::positive_weight)
        .one_of({"none", "balanced"})
        .help("of clips in which a class is present; balanced: those without it by those with it");
  }

  Bce(const Options& options, const serhost::Task& task, const serhost::Context&) {
    if (options.positive_weight == "none") return;
    std::vector<double> weights;
    for (const auto count : task.train_counts) {
      const auto present = static_cast<double>(count);
      const auto absent = static_cast<double>(task.train_clips) - present;
      // A class that all clips have, or none, has nothing to balance.
      weights.push_back(present > 0.0 && absent > 0.0 ? absent / present : 1.0);
    }
    if (!weights.empty()) weights_ = at::tensor(weights, at::kDouble);
  }

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::multi_hot}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto y = known::or_zero(targets.multi_hot).to(view.output);
    auto positive = y * at::log_sigmoid(view.output);
    if (weights_.defined()) positive = positive * weights_.to(view.output);
    return known::mean(-positive - (1.0 - y) * at::log_sigmoid(-view.output), targets.multi_hot);
  }

 private:
  torch::Tensor weights_;  // [C], or undefined: 1 for each class
};

SERHOST_LOSS(Bce, "bce", "binary cross-entropy of each class", .title = "BCE", .order = 210);

}  // namespace

SERHOST_PLUGIN();
