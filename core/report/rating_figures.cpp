// Every dot is a row of the figure's CSV; where there are too many to draw, every n-th is drawn.
#include "report/rating_figures.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/sheet.hpp"
#include "base/text.hpp"
#include "report/svg_parts.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

constexpr double kSide = 240, kLeft = 44;
constexpr std::size_t kMostDots = 1500, kTenths = 10;

struct Dot {
  double x = 0.0, y = 0.0;
};

struct Chart {
  std::string title, x_title, y_title;
  std::vector<Dot> dots, line, ideal;  ///< points; their mean course; where they should be
};

struct Range {
  double low = 0.0, high = 1.0;
};

Range range_of(const Chart& chart, double Dot::* axis) {
  Range out{chart.dots.front().*axis, chart.dots.front().*axis};
  for (const auto* dots : {&chart.dots, &chart.ideal}) {
    for (const auto& dot : *dots) {
      out.low = std::min(out.low, dot.*axis);
      out.high = std::max(out.high, dot.*axis);
    }
  }
  if (!(out.high > out.low)) out = {out.low - 0.5, out.high + 0.5};
  return out;
}

std::string tick_text(double value, double step) {
  return fmt::format("{:.3g}", std::abs(value) < step / 2 ? 0.0 : value);
}

std::string draw(const Chart& chart) {
  if (chart.dots.empty()) return "";
  const auto x = range_of(chart, &Dot::x), y = range_of(chart, &Dot::y);
  const auto at_x = [&](double value) {
    return kLeft + (value - x.low) / (x.high - x.low) * kSide;
  };
  const auto at_y = [&](double value) {
    return 10 + kSide - (value - y.low) / (y.high - y.low) * kSide;
  };
  auto out = svg::open(kLeft + kSide + 24, kSide + 48, chart.title);
  const double step_x = svg::step_of(x.low, x.high, 4), step_y = svg::step_of(y.low, y.high, 4);
  for (double v = std::ceil(y.low / step_y) * step_y; v <= y.high + step_y * 1e-6; v += step_y)
    out += svg::line(kLeft, at_y(v), kLeft + kSide, at_y(v), "grid") +
           svg::text(kLeft - 6, at_y(v) + 3.5, "small end", tick_text(v, step_y));
  for (double v = std::ceil(x.low / step_x) * step_x; v <= x.high + step_x * 1e-6; v += step_x)
    out += svg::text(at_x(v), kSide + 25, "small middle", tick_text(v, step_x));
  const auto every = (chart.dots.size() + kMostDots - 1) / kMostDots;
  for (std::size_t i = 0; i < chart.dots.size(); i += every)
    out += fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"2\" class=\"point f1\"/>",
                       at_x(chart.dots[i].x), at_y(chart.dots[i].y));
  if (chart.ideal.size() == 2)
    out += svg::line(at_x(chart.ideal[0].x), at_y(chart.ideal[0].y), at_x(chart.ideal[1].x),
                     at_y(chart.ideal[1].y), "chance");
  std::string points;
  for (const auto& dot : chart.line)
    points += fmt::format("{:.1f},{:.1f} ", at_x(dot.x), at_y(dot.y));
  if (chart.line.size() > 1) out += "<polyline points=\"" + points + "\" class=\"line c2\"/>";
  return out +
         svg::text(kLeft + kSide / 2, kSide + 41, "small middle",
                   chart.x_title + "; upwards: " + chart.y_title) +
         "</svg>";
}

/// Ratings and predictions of all seeds, in the order of ratings.
std::vector<Dot> clips_of(const run::EvaluatedRun& system, const std::string& dimension) {
  std::vector<Dot> out;
  for (const auto& seed : system.seeds) {
    const auto& rows = seed.outcomes.rows;
    const auto column = [&](const std::string& name) {
      return static_cast<std::size_t>(std::find(rows.columns.begin(), rows.columns.end(), name) -
                                      rows.columns.begin());
    };
    const auto truth = column("truth_" + dimension), predicted = column("predicted_" + dimension);
    if (truth >= rows.columns.size() || predicted >= rows.columns.size()) continue;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (const auto row = rows.row(i); std::isfinite(row[truth]))
        out.push_back({row[truth], row[predicted]});
    }
  }
  std::stable_sort(out.begin(), out.end(), [](const Dot& a, const Dot& b) { return a.x < b.x; });
  return out;
}

/// The mean of each tenth of the dots, which are in the order of x.
std::vector<Dot> course(const std::vector<Dot>& dots) {
  std::vector<Dot> out;
  for (std::size_t t = 0; t < kTenths; ++t) {
    const auto first = dots.size() * t / kTenths, last = dots.size() * (t + 1) / kTenths;
    if (first == last) continue;
    Dot mean;
    for (std::size_t i = first; i < last; ++i) {
      mean.x += dots[i].x;
      mean.y += dots[i].y;
    }
    const auto n = static_cast<double>(last - first);
    out.push_back({mean.x / n, mean.y / n});
  }
  return out;
}

std::string csv_of(const std::vector<Dot>& dots, const std::vector<std::string>& head) {
  auto out = sheet_line(head);
  for (const auto& dot : dots) out += sheet_line({exact(dot.x), exact(dot.y)});
  return out;
}

std::string metrics_text(const run::Run& run, const std::string& dimension) {
  std::vector<std::string> out;
  for (const auto* name : {"ccc", "mae"}) {
    const auto metric = dimension + "." + name;
    const auto at = run.summary.find(metric);
    if (at != run.summary.end())
      out.push_back(title_of_metric(name) + " " + format_metric(metric, at->second.pooled));
  }
  return out.empty() ? "" : " " + join(out, ", ") + ".";
}

constexpr std::string_view kTruthOf = "truth_", kPredictedOf = "predicted_";

/// Of the pairs truth_<d>, predicted_<d> at the end of the columns; before them may stand those of
/// classes.
std::vector<std::string> dimensions_of(const std::vector<std::string>& columns) {
  std::vector<std::string> out;
  for (auto n = columns.size(); n >= 2; n -= 2) {
    const auto& truth = columns[n - 2];
    if (!truth.starts_with(kTruthOf)) break;
    const auto name = truth.substr(kTruthOf.size());
    if (columns[n - 1] != std::string(kPredictedOf) + name) break;
    out.insert(out.begin(), name);
  }
  return out;
}

}  // namespace

Figure rating_scatter(const Grid& grid, std::size_t system, const std::string& dimension) {
  const auto& of = grid.systems[system];
  auto dots = clips_of(of, dimension);
  const auto title = "Ratings of " + dimension + ", " + grid.name_of(system);
  std::vector<Dot> ideal;
  if (!dots.empty()) ideal = {{dots.front().x, dots.front().x}, {dots.back().x, dots.back().x}};
  const auto csv = csv_of(dots, {"rating", "predicted"});
  return {"ratings-" + std::to_string(system) + "-" + dimension, title,
          "A dot a clip, all seeds. Dotted: predictions that are the ratings." +
              metrics_text(of.run, dimension),
          draw({title, "rating", "predicted", std::move(dots), {}, std::move(ideal)}), csv};
}

Figure rating_residuals(const Grid& grid, std::size_t system, const std::string& dimension) {
  auto dots = clips_of(grid.systems[system], dimension);
  for (auto& dot : dots) dot.y -= dot.x;
  const auto title = "Residuals of " + dimension + ", " + grid.name_of(system);
  std::vector<Dot> ideal;
  if (!dots.empty()) ideal = {{dots.front().x, 0.0}, {dots.back().x, 0.0}};
  const auto csv = csv_of(dots, {"rating", "predicted less rating"});
  auto line = course(dots);
  return {"residuals-" + std::to_string(system) + "-" + dimension, title,
          "Prediction less rating. The line is the mean of each tenth of the ratings: where it "
          "falls, extremes are drawn to the middle.",
          draw({title, "rating", "predicted less rating", std::move(dots), std::move(line),
                std::move(ideal)}),
          csv};
}

std::vector<Figure> rating_figures(const Grid& grid, std::size_t system) {
  std::vector<Figure> out;
  const auto& facts = grid.systems[system].run.facts;
  if (!facts.task.ends_with("regression")) return out;
  for (const auto& dimension : dimensions_of(facts.columns)) {
    for (auto figure :
         {rating_scatter(grid, system, dimension), rating_residuals(grid, system, dimension)}) {
      if (!figure.svg.empty()) out.push_back(std::move(figure));
    }
  }
  return out;
}

}  // namespace serhost::report
