// Names are compared by their letters and digits, since every paper writes them in its own way.
#include "report/published.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "report/grid.hpp"

namespace serhost::report {
namespace {

std::string bare(const std::string& name) {
  std::string out;
  for (const unsigned char c : name) {
    if (std::isalnum(c)) out += static_cast<char>(std::tolower(c));
  }
  return out;
}

/// "WavLM-base+" and "emotion2vec*" as the family that a backbone is called after.
std::string family_of(const std::string& printed) {
  auto out = bare(printed.substr(0, printed.find(" (")));
  for (const auto* size : {"base", "large"}) {
    if (out.size() > std::string(size).size() && out.ends_with(size))
      out.resize(out.size() - std::string(size).size());
  }
  return out;
}

constexpr const char* kUntold = "not stated";

std::string told(const std::string& text) { return text.empty() ? kUntold : text; }

std::string key_of(const run::EvaluatedRun& run, const std::string& key) {
  const auto at = run.keys.find(key);
  return at == run.keys.end() ? "" : at->second;
}

/// "anger, joy; excitement as joy", sorted; without what was left out, of which papers say nothing.
std::string labels_of(const std::string& text) {
  std::vector<std::string> classes, merged;
  const auto parts = split(text, ';');
  for (std::size_t p = 0; p < parts.size(); ++p) {
    if (trim(parts[p]).starts_with("without ")) continue;
    for (const auto& name : split(parts[p], ','))
      (p == 0 ? classes : merged).push_back(std::string(trim(name)));
  }
  std::sort(classes.begin(), classes.end());
  std::sort(merged.begin(), merged.end());
  return join(classes, ", ") + (merged.empty() ? "" : "; " + join(merged, ", "));
}

std::set<std::string> bare_names(const std::vector<std::string>& names) {
  std::set<std::string> out;
  for (const auto& name : names) out.insert(bare(name));
  return out;
}

/// Whether the run's parameters, of which a small head is part, can be those of this encoder.
bool has_size(const Published& paper, double millions) {
  if (paper.parameters > 0.0)
    return std::abs(millions - paper.parameters) < 0.05 * paper.parameters;
  return (paper.size == "base" && millions > 80.0 && millions < 130.0) ||
         (paper.size == "large" && millions > 280.0 && millions < 350.0);
}

std::string size_text(const Published& paper) {
  if (paper.parameters > 0.0) return fmt::format("{:.0f} M parameters", paper.parameters);
  return told(paper.size);
}

/// What the folds are drawn from. A run whose speakers are unknown draws clips, whatever its
/// protocol asks for.
std::string parts_of(const run::EvaluatedRun& run) {
  if (key_of(run, "protocol.unit") == "clip") return "of clips";
  std::map<std::string, std::set<std::int64_t>> folds;
  for (const auto& seed : run.seeds) {
    for (std::size_t i = 0; i < seed.outcomes.speakers.size(); ++i) {
      if (!seed.outcomes.speakers[i]) return "of clips, speakers unknown";
      folds[*seed.outcomes.speakers[i]].insert(seed.folds[i]);
    }
    if (seed.outcomes.speakers.empty() && !seed.clips.empty()) return "of clips, speakers unknown";
  }
  const bool shared = run.seeds.size() == 1 &&
                      std::any_of(folds.begin(), folds.end(),
                                  [](const auto& entry) { return entry.second.size() > 1; });
  return shared ? "of clips" : "of speakers";
}

}  // namespace

std::vector<Published> published_beside(const run::EvaluatedRun& run, bool other_corpora) {
  const auto& facts = run.run.facts;
  std::vector<Published> out;
  for (const auto& value : published()) {
    // Neither beside the other: what is said next is another question than what is said.
    if ((value.task == metrics::kConversation) != (facts.task == metrics::kConversation)) continue;
    if (family_of(value.backbone) != bare(facts.backbone) || value.loss != facts.loss) continue;
    const bool same_corpus = bare(value.dataset) == bare(corpus_of(run));
    if (same_corpus || (other_corpora && value.any_corpus)) out.push_back(value);
  }
  return out;
}

std::vector<std::string> protocol_differences(const Published& paper,
                                              const run::EvaluatedRun& run) {
  const auto& facts = run.run.facts;
  std::vector<std::string> out;
  const auto compare = [&](const std::string& what, const std::string& there,
                           const std::string& here, bool same) {
    if (!same) out.push_back(what + ": " + told(there) + " there, " + told(here) + " here");
  };
  const auto dataset = corpus_of(run);
  compare("corpus", paper.dataset, dataset, bare(paper.dataset) == bare(dataset));
  const auto* const labels = facts.signature.find("labels");
  const auto own_labels = labels_of(labels == nullptr ? join(facts.classes, ", ") : *labels);
  const auto classes = std::to_string(facts.classes.size());
  if (paper.labels.empty() && !paper.classes.empty() && paper.classes != classes)
    compare("classes", paper.classes, classes, false);
  else compare("labels", paper.labels, own_labels, labels_of(paper.labels) == own_labels);
  compare("clips", paper.clips, std::to_string(facts.clips),
          paper.clips == std::to_string(facts.clips));
  const auto folds = facts.protocol == "k-fold" ? std::to_string(run.run.folds) : "";
  const auto named = [](const std::string& protocol, const std::string& k) {
    return k.empty() ? protocol : k + "-fold";
  };
  compare("protocol", named(paper.protocol, paper.k), named(facts.protocol, folds),
          paper.protocol == facts.protocol && paper.k == folds);
  if (paper.protocol == facts.protocol &&
      (paper.protocol == "holdout" || paper.protocol == "k-fold")) {
    const auto parts = parts_of(run);
    compare("parts", "of clips", parts, parts.starts_with("of clips"));
  }
  compare("validation", paper.validation, facts.validation, paper.validation == facts.validation);
  compare("selection", paper.select, facts.select, paper.select == facts.select);
  const auto seconds = key_of(run, "train.max_seconds");
  const auto crop = seconds.empty() ? std::string("whole clips") : "cropped to " + seconds + " s";
  compare("cropping", paper.crop, crop, paper.crop == crop);
  if (paper.from_scratch) return out;
  if (facts.pretraining_known && facts.pretraining.empty()) {
    compare("weights", "pre-trained", "random", false);
    return out;
  }
  const auto frozen = std::any_of(run.keys.begin(), run.keys.end(), [](const auto& entry) {
    return entry.first.starts_with("backbone.") && entry.first.ends_with("freeze") &&
           entry.second == "all";
  });
  compare("encoder", paper.weights, frozen ? "frozen" : "fine-tuned",
          (paper.weights == "frozen") == frozen);
  const double millions =
      run.run.results.empty() ? 0.0 : static_cast<double>(run.run.results.front().parameters) / 1e6;
  compare("encoder size", size_text(paper),
          millions > 0.0 ? fmt::format("{:.0f} M parameters", millions) : "",
          has_size(paper, millions));
  const auto own = bare_names(facts.pretraining);
  compare("pre-training", paper.pretraining, join(facts.pretraining, " + "),
          !own.empty() && (own == bare_names(paper.corpora) ||
                           own == bare_names(split(paper.pretraining, '+'))));
  return out;
}

std::string conditions_text(const Published& paper) {
  std::vector<std::string> out = {paper.dataset}, untold;
  const auto add = [&](const std::string& what, const std::string& text, const std::string& shown) {
    if (text.empty() || text == kUntold) untold.push_back(what);
    else out.push_back(shown);
  };
  if (!paper.labels.empty() || paper.classes.empty()) add("labels", paper.labels, paper.labels);
  else out.push_back(paper.classes + " classes");
  add("clips", paper.clips, paper.clips + " clips");
  add("protocol", paper.protocol, paper.k.empty() ? paper.protocol : paper.k + "-fold");
  add("validation", paper.validation, "validation " + paper.validation);
  add("selection", paper.select, "selected by " + paper.select);
  add("cropping", paper.crop, paper.crop);
  if (!paper.from_scratch) {
    add("encoder", paper.weights, paper.weights);
    add("encoder size", paper.parameters > 0.0 ? "told" : paper.size, size_text(paper));
    add("pre-training", paper.pretraining, "pre-trained on " + paper.pretraining);
  }
  return join(out, "; ") + (untold.empty() ? "" : "; not stated: " + join(untold, ", "));
}

}  // namespace serhost::report
