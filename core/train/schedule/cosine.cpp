// Down to 0 along half a cosine.
#include <cmath>
#include <numbers>

#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

class Cosine final : public FactorSchedule {
 public:
  using Options = WarmUp;
  static void declare(Schema<Options>& schema) { train::declare(schema); }

  explicit Cosine(const Options& options) : options_(options) {}
  double factor(const Position& position) const override {
    if (position.update < warmup_updates(options_.warmup, position.updates))
      return ramp(options_.warmup, position);
    return 0.5 * (1.0 + std::cos(std::numbers::pi * progress(options_.warmup, position)));
  }

 private:
  Options options_;
};

SERHOST_SCHEDULE(Cosine, "cosine", "down to 0 along half a cosine, after a warm-up", 30);

}  // namespace
}  // namespace serhost::train
