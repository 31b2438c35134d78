// The result table that `run` prints: at most a screen.
#include "report/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/escape.hpp"
#include "report/paint.hpp"
#include "report/words.hpp"
#include "run/run.hpp"

namespace serhost::report {
namespace {

std::string summary_rows(const run::Run& run, std::size_t width, const Paint& paint) {
  const bool percent = is_percentage(run::main_metric(run));
  std::vector<std::vector<std::string>> table = {{percent ? "%" : "", "pooled", "95 % interval"}};
  const bool chance = has_chance({&run});
  if (chance) table.front().push_back("chance");
  table.front().insert(table.front().end(), {"folds mean ± sd", "seeds sd"});
  for (const auto& name : headline_metrics(run)) {
    const auto& s = run.summary.at(name);
    auto& row = table.emplace_back();
    row = {
        title_of_metric(name) + (!percent && is_percentage(name) ? ", %" : ""),
        format_metric(name, s.pooled),
        s.low && s.high ? format_metric(name, *s.low) + " … " + format_metric(name, *s.high) : "–"};
    if (chance) row.push_back(chance_text(run, name));
    row.push_back(mean_and_deviation(name, s));
    row.push_back(format_metric(name, s.seeds_sd));
  }
  std::size_t names = 12;
  for (const auto& row : table) names = std::max(names, columns(row[0]));
  std::string out;
  for (std::size_t r = 0; r < table.size(); ++r) {
    auto line = left(table[r][0], names);
    for (std::size_t c = 1; c < table[r].size(); ++c) {
      std::size_t column = 0;
      for (const auto& row : table) column = std::max(column, columns(row[c]));
      if (columns(line) + column + 3 > width) break;  // the less important numbers are on the right
      line += "   " + right(table[r][c], column);
    }
    out += (r == 0 ? paint.dim(line) : r == 1 ? paint.bold(line) : line) + "\n";
  }
  return out;
}

/// Of the main metric, or of the first that a record of another version has.
const run::MetricSummary& main_summary(const run::Run& run) {
  const auto at = run.summary.find(run::main_metric(run));
  return (at == run.summary.end() ? run.summary.begin() : at)->second;
}

std::string recall_text(const std::optional<double>& recall) {
  return recall ? percent_text(*recall) : "–";
}

std::string recall_list(const std::vector<std::string>& classes,
                        const metrics::Confusion& confusion, std::size_t width,
                        const Paint& paint) {
  const auto recall = metrics::recalls(confusion);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < classes.size(); ++i)
    parts.push_back(clipped(classes[i], 24) + " " + recall_text(recall[i]));
  auto out = paint.dim("recall %") + "\n";
  for (const auto& line : wrapped(parts, "   ", width - 2)) out += "  " + line + "\n";
  return out;
}

std::string confusion_table(const std::vector<std::string>& classes,
                            const metrics::Confusion& confusion, std::size_t width,
                            const Paint& paint) {
  const auto recall = metrics::recalls(confusion);
  const std::string corner = "truth ↓  predicted →";
  std::size_t side = 0, cell = 5;
  for (const auto& name : classes) side = std::max(side, std::min<std::size_t>(columns(name), 20));
  side = std::max(side, columns(corner));
  const auto n = classes.size();
  for (std::size_t i = 0; i < n; ++i) {
    cell = std::max(cell, std::min<std::size_t>(columns(classes[i]), 10));
    for (std::size_t j = 0; j < n; ++j)
      cell = std::max(cell, std::to_string(confusion.at(i, j)).size());
  }
  constexpr std::size_t kRecall = 11;
  while (cell > 5 && side + n * (cell + 1) + kRecall > width) --cell;
  for (std::size_t i = 0; i < n * n; ++i) {
    if (std::to_string(confusion.at(i / n, i % n)).size() > cell)
      return recall_list(classes, confusion, width, paint);
  }
  if (side + n * (cell + 1) + kRecall > width) return recall_list(classes, confusion, width, paint);
  auto line = left(corner, side);
  for (const auto& name : classes) line += " " + right(clipped(name, cell), cell);
  auto out = paint.dim(line + right("recall %", kRecall)) + "\n";
  for (std::size_t i = 0; i < n; ++i) {
    out += left(clipped(classes[i], side), side);
    for (std::size_t j = 0; j < n; ++j) {
      const auto count = right(std::to_string(confusion.at(i, j)), cell);
      out += " " + (i == j ? paint.bold(count) : count);
    }
    out += right(recall_text(recall[i]), kRecall) + "\n";
  }
  return out;
}

}  // namespace

std::string result_table(const std::filesystem::path& run_directory, int columns_of_terminal,
                         bool color) {
  const auto run = run::read_run(run_directory);
  const auto width = static_cast<std::size_t>(std::max(columns_of_terminal, 40));
  const Paint paint{color};
  auto parts = title_parts(run);
  for (auto& part : parts) part = printable(part);
  std::string out;
  const auto title = wrapped(parts, " · ", width);
  for (const auto& line : title) out += paint.bold(line) + "\n";
  for (const auto& stamp : stamps_of(run)) {
    for (const auto& line : wrapped(split(stamp, ' '), " ", width)) out += paint.warn(line) + "\n";
  }
  const auto tell = [&](const std::string& what) {
    for (const auto& line : wrapped({what, "the report names them"}, "; ", width))
      out += paint.warn(line) + "\n";
  };
  for (const auto& warning : warnings_of_chance(run)) {
    for (const auto& line : wrapped({printable(warning)}, "", width))
      out += paint.warn(line) + "\n";
  }
  if (const auto n = run.facts.damaged_clips; n > 0)
    tell(count_of(n, "damaged clip") + " left out");
  if (const auto n = run.facts.padded_clips; n > 0) tell(count_of(n, "short clip") + " padded");
  if (!run.is_finished()) {
    out += paint.warn(fmt::format(
               "unfinished: {} of {} folds and seeds are done; the run can be resumed",
               run.results.size(), run.folds * static_cast<std::int64_t>(run.facts.seeds.size()))) +
           "\n";
  }
  if (!run.summary.empty()) {
    out += "\n" + summary_rows(run, width, paint) + "\n";
    if (run.facts.is_classification()) {
      auto classes = run.facts.classes;
      for (auto& name : classes) name = printable(name);
      out += confusion_table(classes, total_confusion(run), width, paint) + "\n";
    }
    const auto& main = main_summary(run);
    auto method = (main.low ? "interval: " : "") + interval_method(run, main);
    if (run.facts.seeds.size() > 1)
      method += fmt::format("; clips summed over {} seeds", run.facts.seeds.size());
    out += paint.dim(printable(method)) + "\n";
    if (const auto line = signed_metric(run); !line.empty())
      out += printable(line) + "\n";  // whole: it is there to be copied
  }
  if (run.is_finished())
    out += "report: " + printable((run_directory / "report.html").string()) + "\n";
  return out;
}

}  // namespace serhost::report
