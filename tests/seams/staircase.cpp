// A schedule with keys of its own: down by a factor in every epoch, to a floor.
#include <algorithm>
#include <cmath>

#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

class Staircase final : public FactorSchedule {
 public:
  struct Options {
    double step = 0.5;
    double floor = 0.1;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("step", &Options::step).above(0).below(1).help("factor of every epoch");
    schema.add("floor", &Options::floor).at_least(0).at_most(1).help("smallest factor");
  }
  static void check(const Options& options, config::PieceKeys& keys) {
    if (options.floor > options.step) keys.wrong("floor", "at most step");
  }

  explicit Staircase(const Options& options) : options_(options) {}
  double factor(const Position& position) const override {
    return std::max(options_.floor, std::pow(options_.step, static_cast<double>(position.epoch)));
  }

 private:
  Options options_;
};

SERHOST_SCHEDULE(Staircase, "staircase", "down by a factor in every epoch", 900);

}  // namespace
}  // namespace serhost::train
