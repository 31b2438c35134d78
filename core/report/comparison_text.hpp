// A comparison as people and programs read it.
#pragma once

#include <string>
#include <vector>

#include "report/comparison.hpp"

namespace serhost::report {

/// The systems in the order of their figures, then every pair: the difference with its interval and
/// all tests, or one line a pair where there are many. `reasons` are those of a ranking that was
/// forced. `width` columns.
std::string comparison_text(const std::vector<run::EvaluatedRun>& systems,
                            const Comparisons& comparisons, const std::vector<std::string>& reasons,
                            int width, bool color);

/// {"schema": "serhost.compare/1", …}: everything that the text says, numbers that read back.
std::string comparison_json(const std::vector<run::EvaluatedRun>& systems,
                            const Comparisons& comparisons,
                            const std::vector<std::string>& reasons);

/// "0.031", "< 0.001", "–" for NaN.
std::string p_text(double p);

/// The smallest true difference that these folds would have marked in 80 % of repetitions, "none"
/// where not even one of 100 points; "–" where it cannot be said.
inline constexpr const char* kNothing = "none";
std::string seen_text(const std::string& metric, const Comparison& pair);

/// A difference with its sign: "+1.23", in points for shares.
std::string signed_text(const std::string& metric, double difference);

}  // namespace serhost::report
