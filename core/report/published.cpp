// Names are compared by their letters and digits, since every paper writes them in its own way.
#include "report/published.hpp"

#include <algorithm>
#include <cctype>

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

}  // namespace

std::vector<Published> published_beside(const run::EvaluatedRun& run) {
  const auto& facts = run.run.facts;
  std::vector<Published> out;
  for (const auto& value : published()) {
    if (family_of(value.backbone) != bare(facts.backbone) || value.loss != facts.loss) continue;
    if (!value.any_corpus && bare(value.dataset) != bare(corpus_of(run))) continue;
    out.push_back(value);
  }
  return out;
}

std::vector<std::string> protocol_differences(const Published& paper,
                                              const run::EvaluatedRun& run) {
  const auto& facts = run.run.facts;
  std::vector<std::string> out;
  const auto compare = [&](const std::string& what, const std::string& there,
                           const std::string& here, bool same) {
    if (!same) out.push_back(what + ": " + there + " there, " + here + " here");
  };
  const auto dataset = corpus_of(run);
  compare("corpus", paper.dataset, dataset, bare(paper.dataset) == bare(dataset));
  if (!paper.classes.empty())
    compare("classes", paper.classes, std::to_string(facts.classes.size()),
            paper.classes == std::to_string(facts.classes.size()));
  const auto folds = facts.protocol == "k-fold" ? std::to_string(run.run.folds) : "";
  const auto named = [](const std::string& protocol, const std::string& k) {
    return k.empty() ? protocol : k + "-fold";
  };
  compare("protocol", named(paper.protocol, paper.k), named(facts.protocol, folds),
          paper.protocol == facts.protocol && paper.k == folds);
  if (paper.protocol == "holdout" || paper.protocol == "k-fold") {
    const auto unit = run.keys.find("protocol.unit");
    const bool by_clip = unit != run.keys.end() && unit->second == "clip";
    if (paper.protocol == facts.protocol) compare("parts", "of clips", "of speakers", by_clip);
  }
  const auto validation = facts.validation.substr(0, facts.validation.find(' '));
  compare("validation", paper.validation, validation, paper.validation == validation);
  const auto frozen = std::any_of(run.keys.begin(), run.keys.end(), [](const auto& entry) {
    return entry.first.starts_with("backbone.") && entry.first.ends_with("freeze") &&
           entry.second == "all";
  });
  const bool trained_from_nothing = facts.pretraining_known && facts.pretraining.empty();
  if (trained_from_nothing && !paper.from_scratch)
    compare("weights", "pre-trained", "random", false);
  else if (!paper.from_scratch)
    compare("encoder", paper.weights, frozen ? "frozen" : "fine-tuned",
            (paper.weights == "frozen") == frozen);
  return out;
}

}  // namespace serhost::report
