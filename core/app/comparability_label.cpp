// The label says what the fields say, in words that can stand behind a number.
#include "app/comparability_label.hpp"

#include <algorithm>
#include <utility>

#include "app/tested_clips.hpp"
#include "app/version.hpp"
#include "base/text.hpp"
#include "metrics/rows.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

std::vector<std::string> names_of(const data::Manifest& manifest) {
  std::vector<std::string> out;
  for (const auto& corpus : manifest.corpora) out.push_back(corpus.name);
  return out;
}

/// Of several corpora, those that are tested; empty where all are.
std::vector<std::string> tested_of(const Prepared& prepared) {
  const auto& manifest = prepared.manifest;
  const auto tested = tested_corpora(prepared);
  std::vector<std::string> out;
  if (tested.size() == manifest.corpora.size()) return out;
  for (const auto c : tested) out.push_back(manifest.corpora[c].name);
  return out;
}

std::vector<std::pair<std::string, double>> fractions_of(const data::Manifest& manifest) {
  std::vector<std::pair<std::string, double>> out;
  for (const auto& corpus : manifest.corpora) out.emplace_back(corpus.name, corpus.fraction);
  return out;
}

std::string protocol_label(const Prepared& prepared) {
  const auto& name = prepared.experiment.protocol.name;
  if (name == "leave-one-speaker-out") return "loso-speaker";
  if (name == "leave-one-session-out") return "loso-session";
  const auto& drawn = prepared.folds.front();
  const auto base = name == "k-fold"
                        ? std::to_string(drawn.folds.size() + drawn.left_out.size()) + "-fold"
                        : name;
  return base + (drawn.speaker_independent ? "-speaker" : "");
}

}  // namespace

std::set<std::size_t> tested_corpora(const Prepared& prepared) {
  std::set<std::size_t> tested;
  for (const auto& drawn : prepared.folds) {
    for (const auto* folds : {&drawn.folds, &drawn.left_out}) {
      for (const auto& fold : *folds) {
        for (const auto i : fold.test) tested.insert(prepared.manifest.clips[i].corpus);
      }
    }
  }
  return tested;
}

std::vector<data::Fold> all_folds(const data::Folds& drawn) {
  auto out = drawn.folds;
  out.insert(out.end(), drawn.left_out.begin(), drawn.left_out.end());
  std::sort(out.begin(), out.end(),
            [](const auto& a, const auto& b) { return a.number < b.number; });
  return out;
}

bool validates(const Prepared& prepared) {
  for (const auto& drawn : prepared.folds) {
    for (const auto& fold : all_folds(drawn)) {
      if (!fold.validation.empty()) return true;
    }
  }
  return false;
}

std::string label_of(const Prepared& prepared, const train::TaskFacts& facts,
                     const std::string& partition) {
  const auto& experiment = prepared.experiment;
  const auto& manifest = prepared.manifest;
  const auto& drawn = prepared.folds.front();
  const auto classes = std::to_string(facts.classes.size()) + "c";
  const auto task = facts.classes.empty()                         ? experiment.task
                    : experiment.task == metrics::kClassification ? classes
                                                                  : experiment.task + "-" + classes;
  const auto from = drawn.validation_is_test ? std::string("test") : run::rule_of(drawn.validation);
  const auto tested = tested_of(prepared);
  std::vector<std::string> parts = {join(names_of(manifest), "+") +
                                    (tested.empty() ? "" : ">" + join(tested, "+")) + ":" + task};
  if (auto part = run::part_of_clips(manifest.clips.size(), manifest.listed_clips); !part.empty())
    parts.push_back(std::move(part));
  parts.push_back(protocol_label(prepared));
  if (const auto part = run::part_of_folds(partition); !part.empty()) parts.push_back(part);
  if (auto part = run::part_of_training(fractions_of(manifest)); !part.empty())
    parts.push_back(std::move(part));
  parts.push_back("dev:" + from);
  parts.push_back("sel:" + (validates(prepared) ? experiment.protocol.select : run::kLastEpoch));
  if (cropped_test_clips(prepared) > 0)
    parts.push_back("cut:" + exact(*experiment.train.max_seconds) + " s");
  if (const auto speakers = test_speakers(prepared); speakers != run::TestSpeakers::others)
    parts.push_back(run::words_of(speakers));
  parts.push_back("seeds:" + std::to_string(experiment.seeds.size()));
  parts.push_back("serhost:" + version());
  return join(parts, " | ");
}

}  // namespace serhost::app
