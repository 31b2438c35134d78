// What papers print for the same backbone and loss, and in what their protocol differs.
#include "base/text.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/published.hpp"
#include "report/section.hpp"

namespace serhost::report {
namespace {

/// Of what a paper prints, accuracy if it is there: most papers have nothing else.
const std::pair<const std::string, double>& printed_metric(const Published& paper) {
  const auto accuracy = paper.metrics.find("wa");
  return accuracy == paper.metrics.end() ? *paper.metrics.begin() : *accuracy;
}

Table published_table(const Grid& grid) {
  Table out{"published",
            "Published values and these results",
            "Percent. A paper's value is comparable with ours only if nothing differs.",
            {},
            {}};
  out.columns = {{"system", false},
                 {"paper", false},
                 {"printed", true},
                 {"ours, pooled", true},
                 {"ours, mean of folds", true},
                 {"chance here", true},
                 {"protocol", false},
                 {"conditions of the paper", false}};
  for (std::size_t i = 0; i < grid.systems.size(); ++i) {
    const auto& system = grid.systems[i];
    for (const auto& paper : published_beside(system, grid.options.other_corpora)) {
      const auto& [metric, printed] = printed_metric(paper);
      const auto at = system.run.summary.find(metric);
      if (at == system.run.summary.end()) continue;
      const auto differing = protocol_differences(paper, system);
      Cell source{paper.source, paper.model +
                                    (paper.one_loss ? "" : " + " + grid.title_of(paper.loss)) +
                                    ", " + title_of_metric(metric)};
      source.hint = paper.note;
      const auto& s = at->second;
      out.rows.push_back(
          {{grid.name_of(i)},
           source,
           number_cell(format_metric(metric, printed), printed),
           number_cell(format_metric(metric, s.pooled), s.pooled),
           number_cell(format_metric(metric, s.folds_mean), s.folds_mean),
           {chance_text(system.run, metric)},
           {differing.empty() ? "the same" : "not comparable", join(differing, "; ")},
           {conditions_text(paper)}});
    }
  }
  return out;
}

std::vector<Block> papers_blocks(const Grid& grid) {
  if (!grid.systems.front().run.facts.is_classification()) return {};  // what the tables are of
  auto table = published_table(grid);
  std::vector<Block> out;
  std::size_t others = 0;
  for (const auto& system : grid.systems)
    others += published_beside(system, true).size() - published_beside(system).size();
  if (!table.rows.empty()) out.emplace_back(std::move(table));
  if (others > 0 && !grid.options.other_corpora) {
    out.emplace_back(Text{count_of(others, "published value") +
                          " of other corpora are left out (--other-corpora shows them): a corpus "
                          "decides more of a value than a model does."});
  }
  return out;
}

}  // namespace
}  // namespace serhost::report

SERHOST_REPORT_SECTION(papers) {
  return {.title = "Papers", .order = 300, .blocks = serhost::report::papers_blocks};
}
