// Said of the model is only what the run has measured; the limits are those of every such
// measurement.
#include "report/model_card.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.hpp"
#include "metrics/classification.hpp"
#include "report/document.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

Table figures(const run::Run& run) {
  Table out{"figures",
            "",
            "",
            {{"metric", false},
             {"pooled", true},
             {"95 % interval", false},
             {"mean of folds ± sd", true},
             {"sd of seeds", true}},
            {}};
  for (const auto& metric : metrics::metric_names()) {
    const auto at = run.summary.find(metric);
    if (at == run.summary.end()) continue;
    const auto& s = at->second;
    out.rows.push_back(
        {{title_of_metric(metric)},
         {format_metric(metric, s.pooled)},
         {s.low && s.high ? format_metric(metric, *s.low) + " to " + format_metric(metric, *s.high)
                          : "–"},
         {format_metric(metric, s.folds_mean) +
          (std::isfinite(s.folds_sd) ? " ± " + format_metric(metric, s.folds_sd) : "")},
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
                        {recalls[i] ? format_metric("ua", *recalls[i]) : "–"},
                        {other}});
  }
  return out;
}

/// The folds between which the figure lies: who is left out matters more than any mean tells.
std::string range_of_folds(const run::Run& run) {
  const run::Result *worst = nullptr, *best = nullptr;
  for (const auto& result : run.results) {
    const double ua = result.scores.metrics.at("ua");
    if (!std::isfinite(ua)) continue;
    if (worst == nullptr || ua < worst->scores.metrics.at("ua")) worst = &result;
    if (best == nullptr || ua > best->scores.metrics.at("ua")) best = &result;
  }
  if (worst == nullptr || worst == best) return "";
  return fmt::format("From fold to fold UA lies between {} ({}) and {} ({}).",
                     format_metric("ua", worst->scores.metrics.at("ua")), worst->name,
                     format_metric("ua", best->scores.metrics.at("ua")), best->name);
}

}  // namespace

std::string model_card(const run::Run& run) {
  const auto& facts = run.facts;
  Document card;
  card.title = facts.name;
  card.subtitle = join(title_parts(run), " · ");
  card.signature = signed_metric(run);
  if (facts.validation_is_test) card.stamps.push_back(kSelectedOnTest);

  Section measured{"What was measured", {figures(run)}};
  measured.blocks.emplace_back(
      Text{"Accuracies and F1 scores in percent; ECE and Brier as they are, lower is better."});
  if (const auto ua = run.summary.find("ua"); ua != run.summary.end())
    measured.blocks.emplace_back(Text{"Interval: " + ua->second.method + "."});
  measured.blocks.emplace_back(classes(run));
  if (const auto range = range_of_folds(run); !range.empty())
    measured.blocks.emplace_back(Text{range});
  card.sections.push_back(std::move(measured));

  Section data{"On what", {}};
  if (const auto* const corpus = facts.signature.find("corpus"))
    data.blocks.emplace_back(Text{"Corpus: " + *corpus + "."});
  data.blocks.emplace_back(Text{fmt::format(
      "{} of {}, {:.2f} hours: {}.", count_of(facts.clips, "clip"),
      count_of(facts.speakers, "speaker"), facts.hours, counts_text(facts.clips_by_class))});
  if (!facts.left_out.empty())
    data.blocks.emplace_back(Text{"Labels left out: " + counts_text(facts.left_out) + "."});
  if (facts.damaged_clips > 0)
    data.blocks.emplace_back(Text{count_of(facts.damaged_clips, "damaged clip") + " left out."});
  card.sections.push_back(std::move(data));

  Section trained{"How it was trained", {}};
  trained.blocks.emplace_back(
      Text{"Backbone " + facts.backbone + ", loss " + facts.loss + "; protocol " + facts.protocol +
           ", validation " + facts.validation + ", checkpoint picked by " + facts.select + "."});
  if (!run.results.empty()) {
    trained.blocks.emplace_back(
        Text{fmt::format("{} parameters, of which {} were trained.", run.results.front().parameters,
                         run.results.front().trainable)});
  }
  trained.blocks.emplace_back(Text{
      !facts.pretraining_known ? "Weights were read, and nothing says what they were trained on."
      : facts.pretraining.empty()
          ? "Nothing was pre-trained."
          : "The encoder was pre-trained on " + join(facts.pretraining, ", ") + "."});
  card.sections.push_back(std::move(trained));

  card.sections.push_back(
      {"What it is for",
       {Text{"Research on speech emotion recognition: comparing methods under one protocol."}}});
  card.sections.push_back(
      {"What it must not be used for",
       {Text{"Decisions about people. The figures hold for speakers of this kind, recorded in this "
             "way, with these labels; labels of emotions are opinions "
             "of listeners or instructions to actors, not what somebody felt. Nothing was measured "
             "on other languages, ages, microphones or spontaneous "
             "speech unless the corpus has them. A class with a low recall above is one that the "
             "model misses."}}});
  auto out = markdown_of(card);
  if (!facts.resolved_text.empty())
    out += "\n## The experiment\n\n```toml\n" + facts.resolved_text +
           (facts.resolved_text.ends_with("\n") ? "" : "\n") + "```\n";
  return out;
}

}  // namespace serhost::report
