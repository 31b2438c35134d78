// A pooling with a key of its own: the power mean of the frames' magnitudes.
#include <ATen/ops/clamp_min.h>
#include <ATen/ops/pow.h>

#include "model/pooling/masked.hpp"
#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class PowerMean final : public Pooling {
 public:
  static constexpr bool kSeesPadding = true;
  struct Options {
    double power = 2.0;
  };
  static void declare(Schema<Options>& schema) {
    schema.add("power", &Options::power).above(0).help("1: mean of the magnitudes");
  }
  static void check(const Options& options, config::PieceKeys& keys) {
    if (options.power > 100.0) keys.wrong("power", "at most 100, or frames overflow");
  }

  PowerMean(const PoolingSpec&, const Options& options) : options_(options) {}
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    const auto magnitudes = frames.abs().clamp_min(1e-6).pow(options_.power);
    return mean_over_frames(magnitudes, sequence.lengths).pow(1.0 / options_.power);
  }

 private:
  Options options_;
};

SERHOST_POOLING(PowerMean, "power_mean", "power mean of the frames' magnitudes", 910);

}  // namespace
}  // namespace serhost::model
