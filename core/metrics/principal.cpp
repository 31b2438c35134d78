// Subspace iteration on the covariance, which needs nothing but products; two dimensions converge
// in a few dozen of them.
#include "metrics/principal.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/seed.hpp"

namespace serhost::metrics {
namespace {

constexpr int kSteps = 500;
constexpr double kConverged = 1e-12;  // change of a direction of length 1
constexpr double kRounding = 1e-12;   // share of the whole variance

using Vector = std::vector<double>;

double product(const Vector& a, const Vector& b) {
  double sum = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// To length 1; false where nothing but rounding is left of it.
bool normalize(Vector& v, double least) {
  const double length = std::sqrt(product(v, v));
  if (!(length > least)) return false;
  for (auto& value : v) value /= length;
  return true;
}

Vector times(const std::vector<Vector>& matrix, const Vector& v) {
  Vector out;
  out.reserve(v.size());
  for (const auto& row : matrix) out.push_back(product(row, v));
  return out;
}

/// The direction of the largest variance that is orthogonal to `other`; all 0 where there is none.
/// `total` is the whole variance.
Vector direction(const std::vector<Vector>& covariance, const Vector* other, double total) {
  Random random(stream_seed(0, "principal plane"));
  Vector v(covariance.size());
  for (auto& value : v) value = static_cast<double>(random.below(2001)) - 1000.0;
  const auto project = [&] {
    if (other == nullptr) return;
    const double along = product(v, *other);
    for (std::size_t i = 0; i < v.size(); ++i) v[i] -= along * (*other)[i];
  };
  project();
  if (!normalize(v, 0.0)) return Vector(covariance.size(), 0.0);
  for (int step = 0; step < kSteps; ++step) {
    auto before = v;
    v = times(covariance, v);
    project();
    if (!normalize(v, kRounding * total)) return Vector(covariance.size(), 0.0);
    double change = 0.0;
    for (std::size_t i = 0; i < v.size(); ++i)
      change = std::max(change, std::abs(v[i] - before[i]));
    if (change < kConverged) break;
  }
  const auto largest = *std::max_element(
      v.begin(), v.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (largest < 0.0) {
    for (auto& value : v) value = -value;
  }
  return v;
}

}  // namespace

Plane principal_plane(std::span<const float> values, std::size_t width) {
  SERHOST_CHECK(width > 0 && values.size() % width == 0);
  const auto n = values.size() / width;
  Plane out;
  out.x.assign(n, 0.0);
  out.y.assign(n, 0.0);
  if (n < 2) return out;
  Vector mean(width, 0.0);
  for (std::size_t i = 0; i < values.size(); ++i)
    mean[i % width] += static_cast<double>(values[i]) / static_cast<double>(n);
  std::vector<Vector> covariance(width, Vector(width, 0.0));
  Vector row(width);
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t i = 0; i < width; ++i)
      row[i] = static_cast<double>(values[p * width + i]) - mean[i];
    for (std::size_t i = 0; i < width; ++i) {
      for (std::size_t j = i; j < width; ++j) covariance[i][j] += row[i] * row[j];
    }
  }
  double total = 0.0;
  for (std::size_t i = 0; i < width; ++i) {
    total += covariance[i][i];
    for (std::size_t j = 0; j < i; ++j) covariance[i][j] = covariance[j][i];
  }
  if (!(total > 0.0)) return out;
  const auto first = direction(covariance, nullptr, total);
  const auto second = width > 1 ? direction(covariance, &first, total) : Vector(width, 0.0);
  for (std::size_t p = 0; p < n; ++p) {
    for (std::size_t i = 0; i < width; ++i) {
      const double value = static_cast<double>(values[p * width + i]) - mean[i];
      out.x[p] += value * first[i];
      out.y[p] += value * second[i];
    }
  }
  out.x_share = product(out.x, out.x) / total;
  out.y_share = product(out.y, out.y) / total;
  return out;
}

}  // namespace serhost::metrics
