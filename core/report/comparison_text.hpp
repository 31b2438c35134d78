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

}  // namespace serhost::report
