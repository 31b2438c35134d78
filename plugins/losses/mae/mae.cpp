// Absolute error of ratings.
#include "../known.hpp"

namespace {

class Mae final : public serhost::Loss {
 public:
  struct Options {};

  static void declare(serhost::Schema<Options>&) {}

  Mae(const Options&, const serhost::Task&, const serhost::Context&) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::dimensions}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    return known::mean(known::errors(view, targets).abs(), targets.dimensions);
  }
};

SERHOST_LOSS(Mae, "mae", "mean absolute error of ratings", .title = "MAE", .order = 120);

}  // namespace

SERHOST_PLUGIN();
