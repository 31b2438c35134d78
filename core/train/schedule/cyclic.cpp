// Between two learning rates in a triangular wave (Smith 2017).
#include "base/text.hpp"
#include "train/schedule/rule.hpp"
#include "train/schedule/triangle.hpp"

namespace serhost::train {
namespace {

class Cyclic final : public Schedule {
 public:
  struct Options {
    std::optional<double> low, high;  ///< needed
    double half_period = 10.0;
    std::string unit = "epoch";
    bool momentum = false;
  };

  static void declare(Schema<Options>& schema) {
    schema.add("low", &Options::low).at_least(0).help("lowest learning rate; needed");
    schema.add("high", &Options::high).above(0).help("highest learning rate; needed");
    schema.add("half_period", &Options::half_period).above(0).help("from low to high, in `unit`");
    schema.add("unit", &Options::unit).one_of({"epoch", "update"}).help("of half_period");
    schema.add("momentum", &Options::momentum).help("momentum runs against it, from 0.9 to 0.8");
  }

  static void check(const Options& options, config::PieceKeys& keys) {
    for (const auto* bound : {"low", "high"}) {
      if (!keys.has(bound))
        keys.missing(bound,
                     "a cyclic schedule runs between two learning "
                     "rates, `low` and `high`");
    }
    if (options.low && options.high && *options.low >= *options.high)
      keys.wrong("high", "above low, which is " + exact(*options.low));
  }

  explicit Cyclic(const Options& options) : options_(options) {}

  double learning_rate(double base, double optimizer_lr, const Position& position) const override {
    const auto low = options_.low.value_or(0.0), high = options_.high.value_or(0.0);
    const auto peak = low + (high - low) * cycle(position);
    return peak * (base == optimizer_lr ? 1.0 : base / optimizer_lr);
  }

  std::optional<double> momentum(const Position& position) const override {
    if (!options_.momentum) return std::nullopt;
    return 0.9 - 0.1 * cycle(position);
  }

 private:
  double cycle(const Position& position) const {
    const auto step = options_.unit == "epoch" ? position.epoch : position.update;
    return triangle(static_cast<double>(step), options_.half_period);
  }

  Options options_;
};

SERHOST_SCHEDULE(Cyclic, "cyclic", "between two learning rates in a triangular wave", 40);

}  // namespace
}  // namespace serhost::train
