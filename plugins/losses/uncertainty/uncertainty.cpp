// A sum of losses weighed by learned variances: what is hard to predict counts less.
#include <torch/types.h>

#include "../parts.hpp"

namespace {

class Uncertainty final : public serhost::Loss, public torch::nn::Module {
 public:
  struct Options {
    std::vector<serhost::Part<serhost::Loss>> parts;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("parts", &Options::parts)
        .help(
            "losses: { plugin = \"mse\", weight = 0.5 }, the weight being that before learning; "
            "the first predicts");
  }

  Uncertainty(const Options& options, const serhost::Task& task, const serhost::Context&)
      : parts_(options.parts, task, *this) {
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i].weight == 0.0)
        throw std::invalid_argument("the weight of part '" + parts_[i].plugin +
                                    "' is 0, which no variance changes; leave the part out");
    }
    log_variance_ = register_parameter("log_variance",
                                       torch::zeros({static_cast<std::int64_t>(parts_.size())}));
  }

  serhost::Needs needs() const override { return parts_.needs(); }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto values = parts_.values(view, targets, step);
    torch::Tensor sum;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto s = log_variance_[static_cast<std::int64_t>(i)];
      const auto weight = parts_[i].weight * (-s).exp();
      if (step.training) step.log("weight_" + parts_.name_of(i), weight.detach());
      const auto value = weight * values[i] + 0.5 * s;
      sum = sum.defined() ? sum + value : value;
    }
    return sum;
  }

  torch::Tensor scores(const serhost::View& view) override { return parts_.scores(view); }

 private:
  parts::Parts parts_;
  torch::Tensor log_variance_;  // [parts]
};

SERHOST_LOSS(Uncertainty, "uncertainty", "a sum of losses with learned weights",
             .title = "Uncertainty", .order = 330);

}  // namespace

SERHOST_PLUGIN();
