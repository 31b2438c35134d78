// Sequential minimal optimization, two alphas at a time.
#include "solver.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

namespace svm {
namespace {

constexpr double kSmallest = 1e-12;
constexpr std::int64_t kMostSteps = 10000000;

/// minimizes 0.5 a'Qa - sum a, Q_ij = y_i y_j K_ij, with 0 <= a_i <= C_i and y'a = 0.
class Dual {
 public:
  Dual(const at::Tensor& kernel, const std::vector<double>& y, const std::vector<double>& largest)
      : k_(kernel.const_data_ptr<double>()),
        n_(y.size()),
        y_(y),
        c_(largest),
        alpha_(n_, 0.0),
        gradient_(n_, -1.0) {}

  /// Whether the conditions are violated by `tolerance` or more, and by which pair.
  bool choose(double tolerance, std::size_t& i, std::size_t& j) const {
    double up = -std::numeric_limits<double>::infinity(), low = up;
    for (std::size_t t = 0; t < n_; ++t)
      if (rises(t) && -y_[t] * gradient_[t] > up) {
        up = -y_[t] * gradient_[t];
        i = t;
      }
    double best = std::numeric_limits<double>::infinity();
    for (std::size_t t = 0; t < n_; ++t) {
      if (!falls(t)) continue;
      const double own = y_[t] * gradient_[t], gap = up + own;
      low = std::max(low, own);
      if (gap <= 0) continue;
      const double gain = -gap * gap / curvature(i, t);
      if (gain < best) {
        best = gain;
        j = t;
      }
    }
    return up + low >= tolerance && best < std::numeric_limits<double>::infinity();
  }

  /// The best alphas i and j while all others stay.
  void step(std::size_t i, std::size_t j) {
    // How far y_i alpha_i rises, and y_j alpha_j falls.
    double delta = -(y_[i] * gradient_[i] - y_[j] * gradient_[j]) / curvature(i, j);
    const auto room = [&](std::size_t t, double sign) {
      return sign * y_[t] > 0 ? c_[t] - alpha_[t] : alpha_[t];
    };
    const double most = std::min(room(i, 1.0), room(j, -1.0));
    const bool ends = delta >= most;
    delta = std::min(delta, most);
    const double at_i = alpha_[i], at_j = alpha_[j];
    alpha_[i] += y_[i] * delta;
    alpha_[j] -= y_[j] * delta;
    if (ends) to_bounds(i, j);
    const double change_i = alpha_[i] - at_i, change_j = alpha_[j] - at_j;
    for (std::size_t t = 0; t < n_; ++t)
      gradient_[t] += y_[t] * (y_[i] * kernel(i, t) * change_i + y_[j] * kernel(j, t) * change_j);
  }

  Machine machine() const {
    double free = 0.0, high = std::numeric_limits<double>::infinity(), low = -high;
    std::size_t count = 0;
    Machine out;
    for (std::size_t t = 0; t < n_; ++t) {
      out.coefficients.push_back(y_[t] * alpha_[t]);
      const double value = y_[t] * gradient_[t];
      if (alpha_[t] > 0.0 && alpha_[t] < c_[t]) {
        free += value;
        ++count;
      } else if ((y_[t] > 0) == (alpha_[t] <= 0.0)) {
        high = std::min(high, value);
      } else {
        low = std::max(low, value);
      }
    }
    out.rho = count > 0 ? free / static_cast<double>(count) : (high + low) / 2;
    return out;
  }

 private:
  double kernel(std::size_t i, std::size_t j) const { return k_[i * n_ + j]; }
  double curvature(std::size_t i, std::size_t j) const {
    return std::max(kernel(i, i) + kernel(j, j) - 2 * kernel(i, j), kSmallest);
  }
  bool rises(std::size_t t) const { return y_[t] > 0 ? alpha_[t] < c_[t] : alpha_[t] > 0.0; }
  bool falls(std::size_t t) const { return y_[t] > 0 ? alpha_[t] > 0.0 : alpha_[t] < c_[t]; }
  /// What rounding left beside a bound lies on it.
  void to_bounds(std::size_t i, std::size_t j) {
    for (const auto t : {i, j}) {
      if (alpha_[t] < kSmallest * c_[t]) alpha_[t] = 0.0;
      if (alpha_[t] > (1.0 - kSmallest) * c_[t]) alpha_[t] = c_[t];
    }
  }

  const double* k_;
  std::size_t n_;
  const std::vector<double>&y_, &c_;
  std::vector<double> alpha_, gradient_;
};

}  // namespace

Machine solve(const at::Tensor& kernel, const std::vector<double>& y,
              const std::vector<double>& largest, double tolerance) {
  const auto plain = kernel.contiguous();
  Dual dual(plain, y, largest);
  std::size_t i = 0, j = 0;
  std::int64_t steps = 0;
  while (dual.choose(tolerance, i, j)) {
    if (++steps > kMostSteps)
      throw std::runtime_error("the support vector machine does not converge; try a smaller c");
    dual.step(i, j);
  }
  return dual.machine();
}

double Sigmoid::operator()(double decision) const {
  const double z = a * decision + b;
  return z >= 0 ? std::exp(-z) / (1.0 + std::exp(-z)) : 1.0 / (1.0 + std::exp(z));
}

Sigmoid fit_sigmoid(const std::vector<double>& decisions, const std::vector<double>& y) {
  constexpr int kMost = 100;
  constexpr double kMinStep = 1e-10, kRidge = 1e-12, kSmall = 1e-5;
  const auto positive =
      static_cast<double>(std::count_if(y.begin(), y.end(), [](double v) { return v > 0; }));
  const double negative = static_cast<double>(y.size()) - positive;
  const double high = (positive + 1) / (positive + 2), low = 1 / (negative + 2);
  Sigmoid out{0.0, std::log((negative + 1) / (positive + 1))};
  const auto target = [&](std::size_t i) { return y[i] > 0 ? high : low; };
  const auto loss = [&](const Sigmoid& s) {
    double sum = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double z = s.a * decisions[i] + s.b;
      sum += z >= 0 ? target(i) * z + std::log1p(std::exp(-z))
                    : (target(i) - 1) * z + std::log1p(std::exp(z));
    }
    return sum;
  };
  double now = loss(out);
  for (int round = 0; round < kMost; ++round) {
    double h11 = kRidge, h22 = kRidge, h21 = 0.0, g1 = 0.0, g2 = 0.0;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double p = out(decisions[i]), d2 = p * (1 - p), d1 = target(i) - p;
      h11 += decisions[i] * decisions[i] * d2;
      h22 += d2;
      h21 += decisions[i] * d2;
      g1 += decisions[i] * d1;
      g2 += d1;
    }
    if (std::abs(g1) < kSmall && std::abs(g2) < kSmall) break;
    const double det = h11 * h22 - h21 * h21;
    const double da = -(h22 * g1 - h21 * g2) / det, db = -(-h21 * g1 + h11 * g2) / det;
    const double slope = g1 * da + g2 * db;
    double length = 1.0;
    for (; length >= kMinStep; length /= 2) {
      const Sigmoid next{out.a + length * da, out.b + length * db};
      const double then = loss(next);
      if (then >= now + 1e-4 * length * slope) continue;
      out = next;
      now = then;
      break;
    }
    if (length < kMinStep) break;
  }
  return out;
}

std::vector<double> couple(const std::vector<std::vector<double>>& pairs) {
  const auto k = pairs.size();
  std::vector<double> p(k, 1.0 / static_cast<double>(k)), qp(k);
  std::vector<std::vector<double>> q(k, std::vector<double>(k, 0.0));
  for (std::size_t t = 0; t < k; ++t)
    for (std::size_t j = 0; j < k; ++j) {
      if (j == t) continue;
      q[t][t] += pairs[j][t] * pairs[j][t];
      q[t][j] = -pairs[j][t] * pairs[t][j];
    }
  const auto rounds = std::max<std::size_t>(100, k);
  const double enough = 1e-10 / static_cast<double>(k);
  for (std::size_t round = 0; round < rounds; ++round) {
    double pqp = 0.0;
    for (std::size_t t = 0; t < k; ++t) {
      qp[t] = 0.0;
      for (std::size_t j = 0; j < k; ++j) qp[t] += q[t][j] * p[j];
      pqp += p[t] * qp[t];
    }
    double worst = 0.0;
    for (std::size_t t = 0; t < k; ++t) worst = std::max(worst, std::abs(qp[t] - pqp));
    if (worst < enough) break;
    for (std::size_t t = 0; t < k; ++t) {
      const double change = (pqp - qp[t]) / q[t][t];
      p[t] += change;
      pqp = (pqp + change * (change * q[t][t] + 2 * qp[t])) / (1 + change) / (1 + change);
      for (std::size_t j = 0; j < k; ++j) {
        qp[j] = (qp[j] + change * q[t][j]) / (1 + change);
        p[j] /= 1 + change;
      }
    }
  }
  return p;
}

}  // namespace svm
