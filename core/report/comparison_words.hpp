// Words and number formats of comparisons.
#pragma once

#include <string>

#include "report/comparison.hpp"

namespace serhost::report {

/// "0.031", "< 0.001", "–" for NaN.
std::string p_text(double p);

/// "significant", "not significant", "not tested", or why a small p is not marked.
std::string significance_text(const Comparisons& comparisons, const Comparison& pair);

/// The smallest true difference that these units would have marked in 80 % of repetitions, "none"
/// if not even one of 100 points; "–" if it cannot be computed.
inline constexpr const char* kNothing = "none";
std::string seen_text(const std::string& metric, const Comparison& pair);

/// "2, 3", or "1 with 4, 2 with 5" where the systems have no seed in common.
std::string seeds_text(const Comparison& pair);

/// What a difference is of where not all seeds were paired: "seeds 2, 3: 61.00 − 58.50", the second
/// system's value first; "" where all were.
std::string paired_values_text(const std::string& metric, const Comparison& pair);

/// The margin of equivalence: "2 points", or "0.02" of a metric that is not printed in percent.
std::string margin_text(const ComparisonOptions& options);

/// "established" or "not established", by two one-sided tests at the level, which is not divided
/// among the comparisons; of what is not comparable neither.
std::string equivalence_text(const Comparisons& comparisons, const Comparison& pair);

/// A difference with its sign: "+1.23", in points for shares.
std::string signed_text(const std::string& metric, double difference);

}  // namespace serhost::report
