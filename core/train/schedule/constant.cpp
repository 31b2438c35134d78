// The learning rate stays, after a warm-up.
#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

class Constant final : public FactorSchedule {
 public:
  using Options = WarmUp;
  static void declare(Schema<Options>& schema) { train::declare(schema); }

  explicit Constant(const Options& options) : options_(options) {}
  double factor(const Position& position) const override { return ramp(options_.warmup, position); }

 private:
  Options options_;
};

SERHOST_SCHEDULE(Constant, "constant", "stays, after a warm-up", 10);

}  // namespace
}  // namespace serhost::train
