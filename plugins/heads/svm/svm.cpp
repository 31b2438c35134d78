// A support vector machine for each pair of classes on one vector per clip, with probabilities.
//
// Source: Cortes and Vapnik, "Support-Vector Networks", 1995; see solver.hpp.
#include <ATen/ops/cdist.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "../fitted.hpp"
#include "solver.hpp"

namespace {

using Indices = std::vector<std::int64_t>;

constexpr std::int64_t kMostClips = 20000;  // of two classes: 3 GB of products
constexpr std::size_t kParts = 5;           // that probabilities are fitted by
constexpr double kRarest = 1e-7;            // probability

class Svm final : public fitted::Head {
 public:
  struct Options {
    std::string kernel = "rbf";
    double c = 1.0;
    std::vector<double> choose_c;
    std::optional<double> gamma;
    double tolerance = 1e-3;
    std::string pooling = "mean";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("kernel", &Options::kernel)
        .one_of({"rbf", "linear"})
        .help("exp(-gamma |x - y|^2), or the product x y");
    schema.add("c", &Options::c).above(0).help("weight of a clip on the wrong side");
    schema.add("choose_c", &Options::choose_c)
        .above(0)
        .help(
            "the one with the best UA on the validation part takes the place of c; ties go to "
            "the first");
    schema.add("gamma", &Options::gamma).above(0).help("of rbf; absent: 1 / width of the vector");
    schema.add("tolerance", &Options::tolerance)
        .above(0)
        .at_most(1)
        .help("of the conditions of the optimum");
    fitted::declare_pooling(schema);
  }
  static std::int64_t embedding_width(const Options& options, std::int64_t width) {
    return pooled_width(options.pooling, width);
  }

  Svm(const Options& options, const serhost::HeadSpec& spec, const serhost::Context&)
      : Head(options.pooling, spec),
        options_(options),
        gamma_(options.gamma.value_or(
            1.0 / static_cast<double>(pooled_width(options.pooling, spec.width)))),
        rows_(buffer("rows", at::zeros({0, 0}, at::kDouble))),
        pairs_(buffer("pairs", at::zeros({0, 2}, at::kLong))),
        coefficients_(buffer("coefficients", at::zeros({0, 0}, at::kDouble))),
        rho_(buffer("rho", at::zeros({0}, at::kDouble))),
        sigmoids_(buffer("sigmoids", at::zeros({0, 2}, at::kDouble))),
        chosen_c_(buffer("chosen_c", at::zeros({1}, at::kDouble))) {}

 private:
  void fit(const fitted::Clips& train, const fitted::Clips& validation) override {
    if (options_.choose_c.empty()) return fit_with(options_.c, train);
    if (!validation.x.defined())
      throw std::invalid_argument(
          "choose_c needs a validation part; set protocol.validation, or leave it out");
    double best = -1.0, best_c = options_.choose_c.front();
    for (const auto c : options_.choose_c) {
      fit_with(c, train);
      const auto right = unweighted_accuracy(validation);
      if (right <= best) continue;
      best = right;
      best_c = c;
    }
    fit_with(best_c, train);
  }

  double unweighted_accuracy(const fitted::Clips& clips) const {
    const auto said = scores(clips.x).argmax(1);
    double sum = 0.0, present = 0.0;
    for (std::int64_t k = 0; k < classes(); ++k) {
      const auto own = clips.label.eq(k);
      const auto count = own.sum().item<double>();
      if (count == 0.0) continue;
      sum += said.eq(k).logical_and(own).sum().item<double>() / count;
      present += 1.0;
    }
    return sum / present;
  }

  void fit_with(double c, const fitted::Clips& train) {
    std::vector<Indices> of(static_cast<std::size_t>(classes()));
    const auto* label = train.label.const_data_ptr<std::int64_t>();
    for (std::int64_t i = 0; i < train.label.size(0); ++i)
      of.at(static_cast<std::size_t>(label[i])).push_back(i);
    std::vector<at::Tensor> coefficients;
    std::vector<double> rho, sigmoids;
    Indices pairs;
    for (std::size_t i = 0; i < of.size(); ++i)
      for (std::size_t j = i + 1; j < of.size(); ++j) {
        if (of[i].empty() || of[j].empty()) continue;
        const auto [machine, sigmoid, rows] = fit_pair(c, train, of[i], of[j]);
        coefficients.push_back(
            at::zeros({train.x.size(0)}, at::kDouble)
                .index_copy(0, at::tensor(rows), at::tensor(machine.coefficients, at::kDouble)));
        rho.push_back(machine.rho);
        sigmoids.insert(sigmoids.end(), {sigmoid.a, sigmoid.b});
        pairs.insert(pairs.end(), {static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)});
      }
    if (rho.empty()) throw std::invalid_argument("all clips of the train part are of one class");
    const auto all = at::stack(coefficients);
    const auto used = all.ne(0).any(0).nonzero().squeeze(1);  // the support vectors
    set(rows_, train.x.index_select(0, used));
    set(coefficients_, all.index_select(1, used));
    set(rho_, at::tensor(rho, at::kDouble));
    set(sigmoids_, at::tensor(sigmoids, at::kDouble).view({-1, 2}));
    set(pairs_, at::tensor(pairs).view({-1, 2}));
    set(chosen_c_, at::tensor({c}, at::kDouble));
  }

  struct Pair {
    svm::Machine machine;
    svm::Sigmoid sigmoid;
    Indices rows;
  };

  /// The probabilities are fitted to clips that were left out, every fifth of each class at a time.
  Pair fit_pair(double c, const fitted::Clips& train, const Indices& first,
                const Indices& second) const {
    Pair out;
    out.rows = first;
    out.rows.insert(out.rows.end(), second.begin(), second.end());
    const auto n = out.rows.size();
    if (static_cast<std::int64_t>(n) > kMostClips)
      throw std::invalid_argument("two classes have " + std::to_string(n) +
                                  " clips together, above the " + std::to_string(kMostClips) +
                                  " that it takes; use ridge, or train.max_clips");
    const auto index = at::tensor(out.rows);
    const auto x = train.x.index_select(0, index);
    const auto weight = train.weight.index_select(0, index);
    const auto kernel = this->kernel(x, x);
    std::vector<double> y(n), largest(n), decisions(n);
    for (std::size_t i = 0; i < n; ++i) {
      y[i] = i < first.size() ? 1.0 : -1.0;
      largest[i] = c * weight.const_data_ptr<double>()[i];
    }
    out.machine = svm::solve(kernel, y, largest, options_.tolerance);
    for (std::size_t part = 0; part < kParts; ++part)
      decide_left_out(part, first.size(), kernel, y, largest, decisions);
    out.sigmoid = svm::fit_sigmoid(decisions, y);
    return out;
  }

  void decide_left_out(std::size_t part, std::size_t positives, const at::Tensor& kernel,
                       const std::vector<double>& y, const std::vector<double>& largest,
                       std::vector<double>& decisions) const {
    Indices in, left;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const auto number = i < positives ? i : i - positives;
      (number % kParts == part ? left : in).push_back(static_cast<std::int64_t>(i));
    }
    if (left.empty()) return;
    std::vector<double> own_y, own_largest;
    for (const auto i : in) {
      own_y.push_back(y[static_cast<std::size_t>(i)]);
      own_largest.push_back(largest[static_cast<std::size_t>(i)]);
    }
    const bool both = std::count(own_y.begin(), own_y.end(), 1.0) > 0 &&
                      std::count(own_y.begin(), own_y.end(), -1.0) > 0;
    if (!both) {  // as libsvm does where a part has one class
      for (const auto i : left)
        decisions[static_cast<std::size_t>(i)] = own_y.empty() ? 0.0 : own_y.front();
      return;
    }
    const auto rows = at::tensor(in), others = at::tensor(left);
    const auto part_of = kernel.index_select(0, rows);
    const auto machine =
        svm::solve(part_of.index_select(1, rows), own_y, own_largest, options_.tolerance);
    const auto value = (at::matmul(at::tensor(machine.coefficients, at::kDouble),
                                   part_of.index_select(1, others)) -
                        machine.rho)
                           .contiguous();
    for (std::size_t i = 0; i < left.size(); ++i)
      decisions[static_cast<std::size_t>(left[i])] = value.const_data_ptr<double>()[i];
  }

  /// [A, B], each value by itself, so that a clip's do not depend on its batch.
  at::Tensor kernel(const at::Tensor& a, const at::Tensor& b) const {
    if (options_.kernel == "rbf")
      return (at::cdist(a, b, 2.0, /*compute_mode=*/2).square() * -gamma_).exp();
    std::vector<at::Tensor> rows;
    for (std::int64_t i = 0; i < a.size(0); ++i) rows.push_back(at::matmul(b, a[i]));
    return at::stack(rows);
  }

  at::Tensor scores(const at::Tensor& x) const override {
    const auto product = kernel(x, on_the_cpu(rows_));
    const auto coefficients = on_the_cpu(coefficients_), rho = on_the_cpu(rho_),
               sigmoids = on_the_cpu(sigmoids_), pairs = on_the_cpu(pairs_);
    const auto k = static_cast<std::size_t>(classes());
    auto out = at::zeros({x.size(0), classes()}, at::kDouble);
    for (std::int64_t row = 0; row < x.size(0); ++row) {
      const auto decision = at::matmul(coefficients, product[row]) - rho;
      std::vector<std::vector<double>> of(k, std::vector<double>(k, 0.5));
      std::vector<bool> seen(k, false);
      for (std::int64_t p = 0; p < pairs.size(0); ++p) {
        const auto i = static_cast<std::size_t>(pairs[p][0].item<std::int64_t>());
        const auto j = static_cast<std::size_t>(pairs[p][1].item<std::int64_t>());
        const svm::Sigmoid sigmoid{sigmoids[p][0].item<double>(), sigmoids[p][1].item<double>()};
        of[i][j] = std::clamp(sigmoid(decision[p].item<double>()), kRarest, 1.0 - kRarest);
        of[j][i] = 1.0 - of[i][j];
        seen[i] = seen[j] = true;
      }
      const auto probability = couple_seen(of, seen);
      for (std::size_t i = 0; i < k; ++i)
        out[row][static_cast<std::int64_t>(i)] = std::log(std::max(probability[i], kRarest));
    }
    return out;
  }

  /// A class without a clip in the train part is as improbable as any can be.
  static std::vector<double> couple_seen(const std::vector<std::vector<double>>& of,
                                         const std::vector<bool>& seen) {
    std::vector<std::size_t> which;
    for (std::size_t i = 0; i < seen.size(); ++i)
      if (seen[i]) which.push_back(i);
    std::vector<std::vector<double>> own(which.size(), std::vector<double>(which.size()));
    for (std::size_t i = 0; i < which.size(); ++i)
      for (std::size_t j = 0; j < which.size(); ++j) own[i][j] = of[which[i]][which[j]];
    const auto p = svm::couple(own);
    std::vector<double> out(seen.size(), 0.0);
    for (std::size_t i = 0; i < which.size(); ++i) out[which[i]] = p[i];
    return out;
  }

  Options options_;
  double gamma_;
  at::Tensor rows_, pairs_, coefficients_, rho_, sigmoids_, chosen_c_;
};

SERHOST_HEAD(Svm, "svm", "support vector machines on one vector per clip, linear or RBF",
             .title = "SVM", .order = 90);

}  // namespace

SERHOST_PLUGIN();
