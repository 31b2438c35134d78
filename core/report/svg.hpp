// Small figures as SVG text, colored by the classes of the page they are put into
// (core/report/html_style.hpp). No scripts, no fonts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "metrics/confusion.hpp"

namespace serhost::report {

/// Rows are the truth; a cell is as dark as its share of its row and says share and clips. Cells
/// grow narrower where `width` pixels ask for it, as far as their numbers allow.
std::string heat_map(const std::vector<std::string>& classes, const metrics::Confusion& confusion,
                     double width = 1e9);

/// A bar a class; "no clip" where the recall is absent. `support` is the number of clips.
std::string recall_bars(const std::vector<std::string>& classes,
                        const std::vector<std::optional<double>>& recall,
                        const std::vector<std::int64_t>& support);

struct Curve {
  std::string name;
  std::string style;                              ///< CSS class: c1, c2, c3, c4
  std::vector<std::pair<double, double>> points;  ///< NaN breaks the line
};

/// Curves over epochs with a mark at `best` (0: none). `from_zero_to_one` fixes the axis for
/// shares, else it fits the points and zero.
std::string line_chart(const std::string& title, const std::vector<Curve>& curves,
                       bool from_zero_to_one, std::int64_t best);

/// Where a value, its interval and the values of the folds lie between `from` and `to`.
std::string interval_strip(double pooled, std::optional<double> low, std::optional<double> high,
                           const std::vector<double>& folds, double from, double to);

}  // namespace serhost::report
