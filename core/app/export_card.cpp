// Texts in the front matter are written as JSON, which YAML reads: no name of a corpus can break
// it.
#include "app/export_card.hpp"

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "report/model_card.hpp"
#include "report/words.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

std::string yaml_text(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// "UA, pooled over 6 folds and 2 seeds, 95 % interval 62.80 to 66.90".
std::string title_in_index(const run::Run& run, const std::string& metric,
                           const run::MetricSummary& summary) {
  auto out = report::title_of_metric(metric) + " of the run, " +
             count_of(static_cast<std::size_t>(run.folds), "fold") + " and " +
             count_of(run.facts.seeds.size(), "seed");
  if (summary.low && summary.high)
    out += ", 95 % interval " + report::format_metric(metric, *summary.low) + " to " +
           report::format_metric(metric, *summary.high);
  return out;
}

std::string model_index(const run::Run& run) {
  const auto corpora = yaml_text(run::corpora_of(run.facts.signature));
  auto out =
      "model-index:\n- name: " + yaml_text(run.facts.name) +
      "\n  results:\n  - task:\n      type: audio-classification\n      name: Speech emotion "
      "recognition\n    dataset:\n      name: " +
      corpora + "\n      type: " + corpora + "\n    metrics:\n";
  for (const auto& metric : run::metric_names(run)) {
    const auto at = run.summary.find(metric);
    if (at == run.summary.end() || !std::isfinite(at->second.pooled)) continue;
    out += "    - type: " + yaml_text(metric) +
           "\n      name: " + yaml_text(title_in_index(run, metric, at->second)) +
           "\n      value: " + exact(at->second.pooled) + "\n";
  }
  return out;
}

/// The number that is this model's own.
std::string own_result(const TrainedRun& trained) {
  const auto& member = trained.members.front();
  const auto metric = run::main_metric(trained.run);
  for (const auto& result : trained.run.results) {
    if (result.fold != member.fold || result.seed != member.seed) continue;
    const auto at = result.scores.metrics.find(metric);
    if (at == result.scores.metrics.end()) break;
    return " Its own test part (" + result.name + ", " + count_of(result.scores.clips, "clip") +
           ") gave " + report::title_of_metric(metric) + " " +
           report::format_metric(metric, at->second) + ".";
  }
  return "";
}

}  // namespace

std::string exported_card(const TrainedRun& trained, const std::vector<std::string>& notes) {
  const auto& run = trained.run;
  std::string out =
      "---\n# license: choose one; those of the encoder's weights and of the corpus bind you\n"
      "library_name: transformers\npipeline_tag: audio-classification\n"
      "tags:\n- audio-classification\n- speech-emotion-recognition\n- serhost\n" +
      model_index(run) + "---\n\nThis model is " + words_of(trained.members) + " of the run " +
      run.facts.name + "; the numbers below are of all " +
      count_of(run.results.size(), "model of it", "models of it") + "." + own_result(trained) +
      "\n\n" + report::signed_metric(run) + "\n\n";
  for (const auto& stamp : report::stamps_of(run)) out += "**" + stamp + "**\n\n";
  out +=
      "```python\nfrom transformers import pipeline\n\nclassify = "
      "pipeline(\"audio-classification\", model=\"PATH\")\nclassify(\"clip.wav\", top_k=None)\n"
      "```\n\nIt hears " +
      join(run.facts.classes, ", ") +
      " at 16000 samples per second. The record of the run is in `serhost/`.\n\n";
  for (const auto& note : notes) out += "- " + note + "\n";
  return out + (notes.empty() ? "" : "\n") + report::model_card(run);
}

}  // namespace serhost::app
