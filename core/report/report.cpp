// The page: what all of it rests on, then the registered sections in their order.
#include "report/report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "report/chance.hpp"
#include "report/section.hpp"
#include "report/shared_signature.hpp"
#include "report/stamps.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string subtitle_of(const Grid& grid, const std::string& title) {
  if (grid.systems.size() > 1) {
    return fmt::format("{} · {} × {} · {}", count_of(grid.systems.size(), "system"),
                       grid.options.rows, grid.options.columns,
                       count_of(grid.trials.size(), "experiment"));
  }
  auto parts = title_parts(grid.systems.front().run);
  if (parts.front() == title) parts.erase(parts.begin());
  return join(parts, " · ");
}

std::string signature_of(const Grid& grid) {
  const auto& first = grid.systems.front().run;
  if (grid.systems.size() == 1) return signed_metric(first, grid.options.how.metric);
  const auto runs = grid.runs();
  const bool one = std::all_of(runs.begin(), runs.end(), [&](const auto* run) {
    return run->facts.signature.hash() == first.facts.signature.hash();
  });  // not where every row is a corpus
  return one ? shared_signature(runs).line : "";
}

std::vector<std::string> stamps_of_all(const Grid& grid) {
  std::vector<NamedRun> runs;
  for (std::size_t i = 0; i < grid.systems.size(); ++i)
    runs.emplace_back(grid.name_of(i), &grid.systems[i].run);
  auto out = stamps_of(runs);
  for (const auto& [name, run] : runs) {
    for (const auto& warning : warnings_of_chance(*run))
      out.push_back((runs.size() > 1 ? name + ": " : "") + warning);
  }
  if (!grid.reasons.empty()) {
    out.push_back("forced: these results are not comparable and make no ranking; they differ in " +
                  join(grid.reasons, "; "));
  }
  return out;
}

}  // namespace

Document report_of(const Grid& grid, const std::string& title) {
  Document out{title, subtitle_of(grid, title), signature_of(grid), stamps_of_all(grid), {}};
  for (const auto& section : all_sections()) {
    if (auto blocks = section.blocks(grid); !blocks.empty())
      out.sections.push_back({section.title, std::move(blocks)});
  }
  return out;
}

}  // namespace serhost::report
