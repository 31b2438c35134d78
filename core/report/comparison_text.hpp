// Comparisons as text and as JSON.
#pragma once

#include <string>
#include <vector>

#include "report/comparison.hpp"

namespace serhost::report {

/// The systems in the order of the metric, then every pair: the difference with its interval and
/// all tests, or one line a pair where there are many. `reasons` are those of a ranking that was
/// forced. `width` columns.
std::string comparison_text(const std::vector<run::EvaluatedRun>& systems,
                            const Comparisons& comparisons, const std::vector<std::string>& reasons,
                            int width, bool color);

/// {"schema": "serhost.compare/2", …}: everything that the text says, numbers that read back.
std::string comparison_json(const std::vector<run::EvaluatedRun>& systems,
                            const Comparisons& comparisons,
                            const std::vector<std::string>& reasons);

/// "0.031", "< 0.001", "–" for NaN.
std::string p_text(double p);

/// "significant", "not significant", "not tested", or why a small p is not marked.
std::string significance_text(const Comparisons& comparisons, const Comparison& pair);

/// The smallest true difference that these units would have marked in 80 % of repetitions, "none"
/// if not even one of 100 points; "–" if it cannot be computed.
inline constexpr const char* kNothing = "none";
std::string seen_text(const std::string& metric, const Comparison& pair);

/// The margin of equivalence: "2 points", or "0.02" of a metric that is not printed in percent.
std::string margin_text(const ComparisonOptions& options);

/// "established" or "not established", by two one-sided tests at the level.
std::string equivalence_text(const Comparison& pair, const ComparisonOptions& options);

/// A difference with its sign: "+1.23", in points for shares.
std::string signed_text(const std::string& metric, double difference);

}  // namespace serhost::report
