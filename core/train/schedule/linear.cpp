// Down to 0 in a line.
#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

class Linear final : public FactorSchedule {
 public:
  using Options = WarmUp;
  static void declare(Schema<Options>& schema) { train::declare(schema); }

  explicit Linear(const Options& options) : options_(options) {}
  double factor(const Position& position) const override {
    if (position.update < warmup_updates(options_.warmup, position.updates))
      return ramp(options_.warmup, position);
    return 1.0 - progress(options_.warmup, position);
  }

 private:
  Options options_;
};

SERHOST_SCHEDULE(Linear, "linear", "down to 0 in a line, after a warm-up", 20);

}  // namespace
}  // namespace serhost::train
