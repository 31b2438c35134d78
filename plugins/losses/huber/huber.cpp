// Huber's loss of ratings: squared for small errors, absolute for large ones.
#include "../known.hpp"

namespace {

class Huber final : public serhost::Loss {
 public:
  struct Options {
    double delta = 1.0;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("delta", &Options::delta)
        .above(0.0)
        .help("error, in the unit of the ratings, from which it grows in proportion");
  }

  Huber(const Options& options, const serhost::Task&, const serhost::Context&)
      : delta_(options.delta) {}

  serhost::Needs needs() const override { return {.targets = {serhost::TargetKind::dimensions}}; }

  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto size = known::errors(view, targets).abs();
    // Where it is linear, the square is taken of delta, so that it neither overflows nor has a
    // gradient.
    const auto small = size.clamp_max(delta_);
    return known::mean(0.5 * small.square() + delta_ * (size - small), targets.dimensions);
  }

 private:
  double delta_;
};

SERHOST_LOSS(Huber, "huber", "squared error of ratings, absolute beyond delta", .title = "Huber",
             .order = 130);

}  // namespace

SERHOST_PLUGIN();
