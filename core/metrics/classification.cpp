// Accuracies and F1 scores. A class without clips in the truth has no recall and takes no part in
// UA, instead of counting as 0.
#include "metrics/classification.hpp"

#include "metrics/definitions.hpp"

namespace serhost::metrics {
namespace {

double ratio(std::int64_t part, std::int64_t whole) {
  return static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

double weighted_accuracy(const Confusion& confusion) {
  const auto total = confusion.total();
  if (total == 0) return kNone;
  std::int64_t right = 0;
  for (std::size_t i = 0; i < confusion.classes(); ++i) right += confusion.at(i, i);
  return ratio(right, total);
}

std::vector<std::optional<double>> recalls(const Confusion& confusion) {
  std::vector<std::optional<double>> out(confusion.classes());
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (const auto support = confusion.support(i); support > 0)
      out[i] = ratio(confusion.at(i, i), support);
  }
  return out;
}

double unweighted_accuracy(const Confusion& confusion) {
  double sum = 0.0;
  std::size_t present = 0;
  for (const auto& recall : recalls(confusion)) {
    if (!recall) continue;
    sum += *recall;
    ++present;
  }
  return present == 0 ? kNone : sum / static_cast<double>(present);
}

std::vector<double> f1_scores(const Confusion& confusion) {
  std::vector<double> out(confusion.classes(), 0.0);
  for (std::size_t i = 0; i < out.size(); ++i) {
    // 2PR / (P + R) with P = tp / predicted and R = tp / support is 2 tp / (support + predicted).
    const auto both = confusion.support(i) + confusion.predicted(i);
    if (both > 0) out[i] = ratio(2 * confusion.at(i, i), both);
  }
  return out;
}

double weighted_f1(const Confusion& confusion) {
  const auto total = confusion.total();
  if (total == 0) return kNone;
  const auto f1 = f1_scores(confusion);
  double sum = 0.0;
  for (std::size_t i = 0; i < f1.size(); ++i)
    sum += static_cast<double>(confusion.support(i)) * f1[i];
  return sum / static_cast<double>(total);
}

double macro_f1(const Confusion& confusion) {
  const auto f1 = f1_scores(confusion);
  double sum = 0.0;
  std::size_t occurring = 0;
  for (std::size_t i = 0; i < f1.size(); ++i) {
    if (confusion.support(i) + confusion.predicted(i) == 0) continue;
    sum += f1[i];
    ++occurring;
  }
  return occurring == 0 ? kNone : sum / static_cast<double>(occurring);
}

double micro_f1(const Confusion& confusion) { return weighted_accuracy(confusion); }

}  // namespace serhost::metrics
