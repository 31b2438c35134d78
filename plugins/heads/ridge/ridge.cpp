// Ridge classifier: each class against the rest, +1 and -1, by least squares with a penalty on the
// weights; in closed form. The scores are the regressions' values.
//
// Source: Hoerl and Kennard, "Ridge regression", 1970.
#include <ATen/ops/eye.h>
#include <ATen/ops/full.h>
#include <ATen/ops/linalg_solve.h>
#include <ATen/ops/matmul.h>

#include "../fitted.hpp"

namespace {

class Ridge final : public fitted::Head {
 public:
  struct Options {
    double alpha = 1.0;
    std::string pooling = "mean";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("alpha", &Options::alpha).above(0).help("penalty on the squares of the weights");
    fitted::declare_pooling(schema);
  }
  static std::int64_t embedding_width(const Options& options, std::int64_t width) {
    return pooled_width(options.pooling, width);
  }

  Ridge(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&)
      : Head(options.pooling, spec),
        alpha_(options.alpha),
        weight_(buffer("weight", at::zeros({0, 0}, at::kDouble))),
        offset_(buffer("offset", at::zeros({0}, at::kDouble))) {}

 private:
  /// The offset is not penalized: rows and targets are taken from their weighted means.
  void fit(const fitted::Clips& train, const fitted::Clips&) override {
    auto target = at::full({train.x.size(0), classes()}, -1.0, at::kDouble);
    target.scatter_(1, train.label.unsqueeze(1), 1.0);
    const auto w = train.weight.unsqueeze(1) / train.weight.sum();
    const auto x_mean = (train.x * w).sum(0), y_mean = (target * w).sum(0);
    const auto root = train.weight.sqrt().unsqueeze(1);
    const auto x = (train.x - x_mean) * root, y = (target - y_mean) * root;
    // The smaller of the two systems of equations.
    at::Tensor solved;
    if (x.size(0) < x.size(1)) {
      const auto gram = at::matmul(x, x.t()) + alpha_ * at::eye(x.size(0), at::kDouble);
      solved = at::matmul(x.t(), at::linalg_solve(gram, y));
    } else {
      const auto gram = at::matmul(x.t(), x) + alpha_ * at::eye(x.size(1), at::kDouble);
      solved = at::linalg_solve(gram, at::matmul(x.t(), y));
    }
    set(weight_, solved);
    set(offset_, y_mean - at::matmul(x_mean, solved));
  }

  at::Tensor scores(const at::Tensor& x) const override {
    return at::matmul(x, on_the_cpu(weight_)) + on_the_cpu(offset_);
  }

  double alpha_;
  at::Tensor weight_, offset_;
};

SERHOST_HEAD(Ridge, "ridge", "ridge regression of each class on one vector per clip",
             .title = "Ridge classifier", .order = 92);

}  // namespace

SERHOST_PLUGIN();
