// A section of a report, as one adds it: in a file of its own.
#include "report/section.hpp"

SERHOST_REPORT_SECTION(speakers_section) {
  using namespace serhost::report;
  return {.title = "Speakers of each system", .order = 350, .blocks = [](const Grid& grid) {
            Table out{
                "speaker-counts", "Speakers", "", {{"system", false}, {"speakers", true}}, {}};
            for (std::size_t i = 0; i < grid.systems.size(); ++i) {
              const auto& results = grid.systems[i].run.results;
              out.rows.push_back(
                  {{grid.name_of(i)}, {std::to_string(results.front().scores.speakers)}});
            }
            return std::vector<Block>{std::move(out)};
          }};
}
