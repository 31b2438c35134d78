// A sum of losses whose weights move from epoch to epoch.
#include <cmath>
#include <numbers>

#include "../parts.hpp"

namespace {

class Scheduled final : public serhost::Loss, public torch::nn::Module {
 public:
  struct Options {
    std::vector<serhost::Part<serhost::Loss>> parts;
    std::vector<double> final_weights;
    double begin = 0.0, end = 1.0;
    std::string shape = "linear";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("parts", &Options::parts)
        .help(
            "losses, each with its first weight: { plugin = \"ccc\", weight = 0.0 }; the first "
            "predicts");
    schema.add("final_weights", &Options::final_weights)
        .help("the last weight of each part, in their order");
    schema.add("begin", &Options::begin)
        .at_least(0.0)
        .at_most(1.0)
        .help("fraction of the epochs up to which weights are the first");
    schema.add("end", &Options::end)
        .at_least(0.0)
        .at_most(1.0)
        .help("fraction of the epochs from which they are the last");
    schema.add("shape", &Options::shape)
        .one_of({"linear", "cosine"})
        .help("how they move in between");
  }

  Scheduled(const Options& options, const serhost::Task& task, const serhost::Context&)
      : options_(options), parts_(options.parts, task, *this) {
    const auto given = options.final_weights.size();
    if (given != parts_.size())
      throw std::invalid_argument("final_weights has " + std::to_string(given) +
                                  " numbers, but there are " + std::to_string(parts_.size()) +
                                  " parts; give each part its last weight");
    if (std::ranges::any_of(options.final_weights, [](double w) { return !(w >= 0.0); }))
      throw std::invalid_argument("final_weights has a negative number; weights are at least 0");
    if (options.begin > options.end)
      throw std::invalid_argument("begin is behind end; the weights move from begin to end");
  }

  serhost::Needs needs() const override { return parts_.needs(); }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto values = parts_.values(view, targets, step);
    torch::Tensor sum;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const double weight = weight_of(i, step);
      if (step.training)
        step.log("weight_" + parts_.name_of(i), values[i].detach().new_full({}, weight));
      const auto value = values[i] * weight;
      sum = sum.defined() ? sum + value : value;
    }
    return sum;
  }

  torch::Tensor scores(const serhost::View& view) override { return parts_.scores(view); }

 private:
  /// In evaluation the last one, so that validation losses of all epochs can be compared.
  double weight_of(std::size_t i, const serhost::Step& step) const {
    const double last = options_.final_weights[i];
    if (!step.training) return last;
    double done = parts::progress(step, options_.begin, options_.end);
    if (options_.shape == "cosine") done = 0.5 * (1.0 - std::cos(std::numbers::pi * done));
    return parts_[i].weight + (last - parts_[i].weight) * done;
  }

  Options options_;
  parts::Parts parts_;
};

SERHOST_LOSS(Scheduled, "scheduled", "a sum of losses whose weights move with the epoch",
             .title = "Scheduled", .order = 320);

}  // namespace

SERHOST_PLUGIN();
