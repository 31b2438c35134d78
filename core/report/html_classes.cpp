#include "report/html_classes.hpp"

#include <fmt/format.h>

#include "metrics/classification.hpp"
#include "report/chance.hpp"
#include "report/escape.hpp"
#include "report/svg.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string number(const std::string& text) { return "<td class=\"n\">" + text + "</td>"; }

std::string scores_of_classes(const run::Run& run, const metrics::Confusion& counts) {
  std::string out =
      "<div class=\"card\"><p class=\"soft\">Each class, percent</p><table><tr><th>class</th><th "
      "class=\"n\">precision</th><th class=\"n\">recall</th><th class=\"n\">F1</th><th "
      "class=\"n\">clips</th></tr>";
  const auto scores = class_scores(counts);
  for (std::size_t k = 0; k < scores.size(); ++k) {
    out += "<tr><td>" + html(run.facts.classes[k]) + "</td>" +
           number(percent_text(scores[k].precision)) + number(percent_text(scores[k].recall)) +
           number(percent_text(scores[k].f1)) + number(std::to_string(scores[k].clips)) + "</tr>";
  }
  return out + "</table></div>";
}

std::string scores_of_speakers(const std::vector<SpeakerScores>& speakers) {
  if (speakers.empty()) return "";
  std::string out =
      "<div class=\"card tall\"><p class=\"soft\">Each speaker, percent</p><table><tr><th>speaker"
      "</th><th class=\"n\">clips</th><th class=\"n\">WA</th><th class=\"n\">UA</th></tr>";
  for (const auto& one : speakers) {
    out += "<tr><td class=\"left-out\">" + html(one.speaker) + "</td>" +
           number(std::to_string(one.clips)) + number(percent_text(one.wa)) +
           number(percent_text(one.ua)) + "</tr>";
  }
  return out + "</table></div>";
}

}  // namespace

std::string html_classes(const run::Run& run, const std::vector<SpeakerScores>& speakers) {
  const auto total = total_confusion(run);
  std::vector<std::int64_t> support;
  for (std::size_t i = 0; i < total.classes(); ++i) support.push_back(total.support(i));
  std::string seeds;
  if (run.facts.seeds.size() > 1)
    seeds = fmt::format(", summed over {} seeds", run.facts.seeds.size());
  return "<h2>Classes</h2><div class=\"pair\"><div class=\"card\"><p class=\"soft\">Confusion: "
         "percent of the true class (row), and clips" +
         seeds + "</p>" + heat_map(run.facts.classes, total) +
         "</div><div class=\"card\"><p class=\"soft\">Recall, percent (chance on average " +
         chance_text(run, "ua") + ")</p>" +
         recall_bars(run.facts.classes, metrics::recalls(total), support) + "</div>" +
         scores_of_classes(run, total) + scores_of_speakers(speakers) + "</div>";
}

}  // namespace serhost::report
