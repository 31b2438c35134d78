// Writes the model card: only what the run has measured, and the limits of every such measurement.
#include "report/model_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/classification.hpp"
#include "metrics/registry.hpp"
#include "report/cells.hpp"
#include "report/chance.hpp"
#include "report/words.hpp"
#include "run/signature_label.hpp"

namespace serhost::report {
namespace {

Table metrics_table(const run::Run& run) {
  Table out{"metrics",
            "",
            "",
            {{"metric", false},
             {"pooled", true},
             {"95 % interval", false},
             {"chance", true},
             {"mean of folds ± sd", true},
             {"sd of seeds", true}},
            {}};
  for (const auto& metric : run::metric_names(run)) {
    const auto at = run.summary.find(metric);
    if (at == run.summary.end()) continue;
    const auto& s = at->second;
    out.rows.push_back(
        {{title_of_metric(metric)},
         {format_metric(metric, s.pooled),
          is_below_chance(run, metric) ? below_chance_text(metric) : ""},
         {s.low && s.high ? format_metric(metric, *s.low) + " to " + format_metric(metric, *s.high)
                          : "–"},
         {chance_text(run, metric)},
         {mean_and_deviation(metric, s)},
         {format_metric(metric, s.seeds_sd)}});
  }
  return out;
}

Table classes(const run::Run& run) {
  Table out{"recalls",
            "",
            "",
            {{"class", false},
             {"clips of all seeds", true},
             {"recall", true},
             {"most often taken for", false}},
            {}};
  const auto total = total_confusion(run);
  const auto recalls = metrics::recalls(total);
  for (std::size_t i = 0; i < total.classes(); ++i) {
    std::int64_t most = 0;
    std::string other = "–";
    for (std::size_t j = 0; j < total.classes(); ++j) {
      if (j == i || total.at(i, j) <= most) continue;
      most = total.at(i, j);
      other =
          fmt::format("{} ({:.1f} %)", run.facts.classes[j],
                      100.0 * static_cast<double>(most) / static_cast<double>(total.support(i)));
    }
    out.rows.push_back({{run.facts.classes[i]},
                        {std::to_string(total.support(i))},
                        {recalls[i] ? percent_text(*recalls[i]) : "–"},
                        {other}});
  }
  return out;
}

/// The folds between which the main metric lies: who is left out matters more than any mean says.
std::string range_of_folds(const run::Run& run) {
  const auto metric = run::main_metric(run);
  const auto value = [&](const run::Result& result) {
    const auto at = result.scores.metrics.find(metric);
    return at == result.scores.metrics.end() ? std::nan("") : at->second;
  };
  const run::Result *worst = nullptr, *best = nullptr;
  for (const auto& result : run.results) {
    if (!std::isfinite(value(result))) continue;
    if (worst == nullptr || value(result) < value(*worst)) worst = &result;
    if (best == nullptr || value(result) > value(*best)) best = &result;
  }
  if (worst == nullptr || worst == best) return "";
  return fmt::format("From fold to fold {} lies between {} ({}) and {} ({}).",
                     title_of_metric(metric), format_metric(metric, value(*worst)), worst->name,
                     format_metric(metric, value(*best)), best->name);
}

Section measured(const run::Run& run) {
  Section out{"What was measured", {metrics_table(run)}};
  out.blocks.emplace_back(
      Text{directions_text(run) + "." +
           (has_chance({&run}) ? " Chance: every clip is given one " + chance_answer({&run}) +
                                     ", the best for the metric."
                               : "")});
  if (const auto main = run.summary.find(run::main_metric(run)); main != run.summary.end())
    out.blocks.emplace_back(Text{"Interval: " + interval_method(run, main->second) + "."});
  if (run.facts.is_classification()) out.blocks.emplace_back(classes(run));
  if (const auto range = range_of_folds(run); !range.empty()) out.blocks.emplace_back(Text{range});
  return out;
}

Section data(const run::RunFacts& facts) {
  Section out{"On what", {}};
  if (const auto* const corpus = facts.signature.find("corpus"))
    out.blocks.emplace_back(Text{
        "Corpus: " + (facts.signature.version > 1 ? run::corpora_of(facts.signature) + ", " : "") +
        *corpus + "."});
  if (const auto* const cropping = facts.signature.find("cropping");
      cropping != nullptr && *cropping != run::kNothingCropped)
    out.blocks.emplace_back(Text{"Test clips are not heard in full: " + *cropping + "."});
  out.blocks.emplace_back(
      Text{fmt::format("{}{}{}, {:.2f} hours: {}.", count_of(facts.clips, "clip"),
                       facts.speakers > 0 ? " of " : ", ", speakers_text(facts), facts.hours,
                       counts_text(facts.clips_by_class))});
  if (!facts.left_out.empty())
    out.blocks.emplace_back(Text{"Labels left out: " + counts_text(facts.left_out) + "."});
  if (facts.damaged_clips > 0)
    out.blocks.emplace_back(Text{count_of(facts.damaged_clips, "damaged clip") + " left out."});
  return out;
}

Section training(const run::Run& run) {
  const auto& facts = run.facts;
  Section out{"How it was trained", {}};
  out.blocks.emplace_back(Text{"Backbone " + facts.backbone + ", loss " + facts.loss +
                               "; protocol " + facts.protocol + ", validation " + facts.validation +
                               ", checkpoint picked by " + facts.select + "."});
  if (!run.results.empty()) {
    out.blocks.emplace_back(
        Text{fmt::format("{} parameters, of which {} were trained.", run.results.front().parameters,
                         run.results.front().trainable)});
  }
  out.blocks.emplace_back(Text{
      !facts.pretraining_known ? "Weights were read, and nothing says what they were trained on."
      : facts.pretraining.empty()
          ? "Nothing was pre-trained."
          : "The encoder was pre-trained on " + join(facts.pretraining, ", ") + "."});
  return out;
}

Section use() {
  return {"What it is for",
          {Text{"Research on speech emotion recognition: comparing methods under one protocol."}}};
}

Section misuse(bool classes) {
  return {
      "What it must not be used for",
      {Text{std::string(
                "Decisions about people. The metrics hold for speakers of this kind, recorded in "
                "this way, with these labels; labels of emotions are opinions "
                "of listeners or instructions to actors, not what somebody felt. Nothing was "
                "measured on other languages, ages, microphones or spontaneous "
                "speech unless the corpus has them.") +
            (classes ? " A class with a low recall above is one that the model misses." : "")}}};
}

/// The experiment, so that the card can be trained again.
std::string experiment_text(const std::string& resolved) {
  if (resolved.empty()) return "";
  return "\n## The experiment\n\n```toml\n" + resolved + (resolved.ends_with("\n") ? "" : "\n") +
         "```\n";
}

Document headed(const run::Run& run) {
  Document out;
  out.title = run.facts.name;
  out.subtitle = join(title_parts(run), " · ");
  out.signature = signed_metric(run);
  out.stamps = stamps_of(run);
  for (const auto& warning : warnings_of_chance(run)) out.stamps.push_back(warning);
  return out;
}

}  // namespace

std::string results_text(const run::Run& run) {
  auto card = headed(run);
  card.sections = {measured(run)};
  return markdown_of(card);
}

std::string model_card(const run::Run& run) {
  const auto& facts = run.facts;
  auto card = headed(run);
  card.sections = {measured(run), data(facts), training(run), use(),
                   misuse(facts.is_classification())};
  return markdown_of(card) + experiment_text(facts.resolved_text);
}

}  // namespace serhost::report
