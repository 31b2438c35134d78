// The jackknife (Tukey, 1958): how much a metric over all clips changes if one speaker is left out
// says how much it would change with other speakers, whatever the metric.
#pragma once

#include <vector>

#include "metrics/estimate.hpp"

namespace serhost::metrics {

/// As how many speakers of equal weight these count (Carter, Schnepel, Steigerwald, "Asymptotic
/// Behavior of a t-Test Robust to Cluster Heterogeneity", 2017): (Σ v)² / Σ v² with v(k) = Σ over
/// groups of shares[group][k]², where the shares of a group of clips (all clips, or those of one
/// class) add up to 1. The speakers' number where all have as many clips; near 1 where one has
/// nearly all.
double effective_units(const std::vector<std::vector<double>>& shares);

/// `left_out[k]` is the value without unit k, `effective` what effective_units says of them. The
/// error is sqrt((n - 1) / n · Σ (left_out - their mean)²), its freedom `effective` - 1 (with equal
/// speakers n - 1): few heavy speakers know their own spread badly. Without freedom for fewer than
/// two units or a value that is NaN.
Estimate jackknife(double whole, const std::vector<double>& left_out, double effective);

/// Fewer effective units than this tell next to nothing of their spread.
inline constexpr double kLeastEffective = 2.0;

}  // namespace serhost::metrics
