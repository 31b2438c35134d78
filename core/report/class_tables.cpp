// All seeds together: their clips are added up before anything is divided.
#include "report/class_tables.hpp"

#include <map>
#include <set>

#include "metrics/classification.hpp"
#include "metrics/definitions.hpp"
#include "report/cells.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

Cell share_cell(double share) { return number_cell(percent_text(share), share); }

Cell count_cell(std::int64_t count) {
  return number_cell(std::to_string(count), static_cast<double>(count));
}

double share_of(std::int64_t part, std::int64_t all) {
  return all > 0 ? static_cast<double>(part) / static_cast<double>(all) : metrics::kNone;
}

/// The mean of those that are numbers.
double mean_of_known(const std::vector<ClassScores>& all, double ClassScores::* value) {
  double sum = 0.0;
  std::size_t n = 0;
  for (const auto& one : all) {
    if (!std::isfinite(one.*value)) continue;
    sum += one.*value;
    ++n;
  }
  return n > 0 ? sum / static_cast<double>(n) : metrics::kNone;
}

std::string seeds_note(const run::Run& run) {
  return run.facts.seeds.size() > 1
             ? " Clips of " + std::to_string(run.facts.seeds.size()) + " seeds together."
             : "";
}

}  // namespace

std::vector<ClassScores> class_scores(const metrics::Confusion& confusion) {
  const auto f1 = metrics::f1_scores(confusion);
  std::vector<ClassScores> out;
  for (std::size_t k = 0; k < confusion.classes(); ++k) {
    const auto right = confusion.at(k, k);
    out.push_back({share_of(right, confusion.predicted(k)), share_of(right, confusion.support(k)),
                   f1[k], confusion.support(k)});
  }
  return out;
}

namespace {

/// Confusions of each speaker, over any number of folds and seeds.
class Speakers {
 public:
  explicit Speakers(const run::RunFacts& facts)
      : classes_(facts.is_classification() ? facts.classes.size() : 0) {}

  void add(const metrics::Outcomes& clips) {
    if (classes_ == 0) return;
    for (std::size_t i = 0; i < clips.truth.size(); ++i) {
      const auto& speaker = clips.speakers.at(i);
      known_ = known_ && speaker;
      if (speaker)
        counts_.try_emplace(*speaker, classes_)
            .first->second.add(clips.truth[i], clips.predicted[i]);
    }
  }

  /// None where a speaker is unknown.
  std::vector<SpeakerScores> scores(std::size_t seeds) const {
    std::vector<SpeakerScores> out;
    if (!known_) return out;
    for (const auto& [speaker, confusion] : counts_) {
      out.push_back({speaker, static_cast<std::size_t>(confusion.total()) / seeds,
                     metrics::weighted_accuracy(confusion),
                     metrics::unweighted_accuracy(confusion)});
    }
    return out;
  }

 private:
  std::size_t classes_;
  std::map<std::string, metrics::Confusion> counts_;
  bool known_ = true;
};

}  // namespace

std::vector<SpeakerScores> speaker_scores(const run::EvaluatedRun& run) {
  Speakers speakers(run.run.facts);
  for (const auto& seed : run.seeds) speakers.add(seed.outcomes);
  return speakers.scores(run.seeds.size());
}

std::vector<SpeakerScores> speaker_scores(const run::Run& run, const run::TestedClips& clips) {
  Speakers speakers(run.facts);
  std::set<std::int64_t> seeds;
  for (const auto& [at, outcomes] : clips) {
    speakers.add(outcomes);
    seeds.insert(at.second);
  }
  return speakers.scores(seeds.size());
}

Table confusion_table(const run::Run& run, std::size_t id, const std::string& name) {
  Table out{"confusion-table-" + std::to_string(id),
            "Confusion, percent, " + name,
            "Rows are the true class, columns the predicted one." + seeds_note(run),
            {{"true", false}},
            {}};
  const auto counts = total_confusion(run);
  for (const auto& known : run.facts.classes) out.columns.emplace_back(known, true);
  out.columns.emplace_back("clips", true);
  for (std::size_t i = 0; i < counts.classes(); ++i) {
    auto& row = out.rows.emplace_back();
    row.push_back({run.facts.classes[i]});
    for (std::size_t j = 0; j < counts.classes(); ++j)
      row.push_back(share_cell(share_of(counts.at(i, j), counts.support(i))));
    row.push_back(count_cell(counts.support(i)));
  }
  return out;
}

Table class_table(const run::Run& run, std::size_t id, const std::string& name) {
  Table out{
      "per-class-" + std::to_string(id),
      "Precision, recall and F1 of each class, percent, " + name,
      "The mean recall is UA, the mean F1 macro F1." + seeds_note(run),
      {{"class", false}, {"precision", true}, {"recall", true}, {"F1", true}, {"clips", true}},
      {}};
  const auto counts = total_confusion(run);
  const auto scores = class_scores(counts);
  for (std::size_t k = 0; k < scores.size(); ++k) {
    const auto& one = scores[k];
    out.rows.push_back({{run.facts.classes[k]},
                        share_cell(one.precision),
                        share_cell(one.recall),
                        share_cell(one.f1),
                        count_cell(one.clips)});
  }
  if (scores.empty()) return out;
  out.rows.push_back({{"mean"},
                      share_cell(mean_of_known(scores, &ClassScores::precision)),
                      share_cell(mean_of_known(scores, &ClassScores::recall)),
                      share_cell(metrics::macro_f1(counts)),
                      count_cell(counts.total())});
  return out;
}

Table speaker_table(const run::EvaluatedRun& run, std::size_t id, const std::string& name) {
  Table out{"per-speaker-" + std::to_string(id),
            "Each speaker, percent, " + name,
            "UA over the classes that the speaker has." + seeds_note(run.run),
            {{"speaker", false}, {"clips", true}, {"WA", true}, {"UA", true}},
            {}};
  for (const auto& one : speaker_scores(run)) {
    out.rows.push_back({{one.speaker},
                        count_cell(static_cast<std::int64_t>(one.clips)),
                        share_cell(one.wa),
                        share_cell(one.ua)});
  }
  return out;
}

}  // namespace serhost::report
