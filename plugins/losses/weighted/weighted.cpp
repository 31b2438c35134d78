// A weighted sum of losses: hybrids such as concordance and squared error.
#include "../parts.hpp"

namespace {

class Weighted final : public serhost::Loss, public torch::nn::Module {
 public:
  struct Options {
    std::vector<serhost::Part<serhost::Loss>> parts;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("parts", &Options::parts)
        .help("losses, each with a weight: { plugin = \"ccc\", weight = 0.5 }; the first predicts");
  }

  Weighted(const Options& options, const serhost::Task& task, const serhost::Context&)
      : parts_(options.parts, task, *this) {}

  serhost::Needs needs() const override { return parts_.needs(); }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step& step) override {
    const auto values = parts_.values(view, targets, step);
    auto sum = values[0] * parts_[0].weight;
    for (std::size_t i = 1; i < values.size(); ++i) sum = sum + values[i] * parts_[i].weight;
    return sum;
  }

  torch::Tensor scores(const serhost::View& view) override { return parts_.scores(view); }

 private:
  parts::Parts parts_;
};

SERHOST_LOSS(Weighted, "weighted", "a weighted sum of losses", .title = "Weighted", .order = 310);

}  // namespace

SERHOST_PLUGIN();
