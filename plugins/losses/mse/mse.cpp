// Squared error of ratings.
#include "../known.hpp"

namespace {

class Mse final : public serhost::Loss {
 public:
  struct Options {};

  static void declare(serhost::Schema<Options>&) {}

  Mse(const Options&, const serhost::Task&, const serhost::Context&) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::dimensions}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    return known::mean(known::errors(view, targets).square(), targets.dimensions);
  }
};

SERHOST_LOSS(Mse, "mse", "mean squared error of ratings", .title = "MSE", .order = 110);

}  // namespace

SERHOST_PLUGIN();
