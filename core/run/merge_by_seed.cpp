// One of several runs that share the work of one experiment. Facts are joined field by field, the
// summary is computed anew from the clips.
#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "run/evaluated_run.hpp"
#include "run/gathered.hpp"
#include "run/joined_name.hpp"
#include "run/partition.hpp"
#include "run/signature_label.hpp"
#include "run/summary.hpp"

namespace serhost::run {
namespace {

using FoldAndSeed = std::pair<std::int64_t, std::int64_t>;
using Places = std::map<FoldAndSeed, std::filesystem::path>;  // which folder a result is from

template <class T>
void append_new(std::vector<T>& to, const std::vector<T>& from) {
  for (const auto& value : from) {
    if (std::find(to.begin(), to.end(), value) == to.end()) to.push_back(value);
  }
}

void take_results(const EvaluatedRun& part, Places& places, std::vector<Result>& results) {
  for (const auto& result : part.run.results) {
    const auto [at, is_new] =
        places.emplace(FoldAndSeed{result.fold, result.seed}, part.folders.front());
    if (!is_new) {
      throw Error(Exit::failed, "fold " + std::to_string(result.fold) + ", seed " +
                                    std::to_string(result.seed) + " of the same experiment is in " +
                                    at->second.string() + " and in " +
                                    part.folders.front().string() + "; name only one of them");
    }
    results.push_back(result);
  }
}

void take_facts(const EvaluatedRun& part, EvaluatedRun& out) {
  auto& run = out.run;
  run.history.insert(run.history.end(), part.run.history.begin(), part.run.history.end());
  out.folders.insert(out.folders.end(), part.folders.begin(), part.folders.end());
  out.chosen_among = std::max(out.chosen_among, part.chosen_among);
  run.wall_seconds += part.run.wall_seconds;
  run.peak_memory = std::max(run.peak_memory, part.run.peak_memory);
  run.started = std::min(run.started, part.run.started);
  run.finished = std::max(run.finished, part.run.finished);
  append_new(run.facts.seeds, part.run.facts.seeds);
  append_new(run.facts.notes, part.run.facts.notes);
}

bool every_seed_has_every_fold(const Places& places) {
  std::set<std::int64_t> folds, seeds;
  for (const auto& [at, folder] : places) {
    folds.insert(at.first);
    seeds.insert(at.second);
  }
  return places.size() == folds.size() * seeds.size();
}

/// "… | seeds:3 | …" with the number of seeds of all parts.
void count_seeds(std::string& label, std::size_t seeds) {
  const auto at = label.find("seeds:");
  if (at == std::string::npos) return;
  const auto end = label.find_first_not_of("0123456789", at + 6);
  label.replace(at + 6, (end == std::string::npos ? label.size() : end) - at - 6,
                std::to_string(seeds));
}

/// Runs of single folds name theirs; together they are comparable with any others that were divided
/// alike.
void join_partitions(const std::vector<EvaluatedRun>& parts, const Places& places,
                     Signature& signature) {
  std::set<std::string> partitions;
  for (const auto& part : parts) {
    if (const auto* const folds = part.run.facts.signature.find("folds")) partitions.insert(*folds);
  }
  auto* const field = signature.find("folds");
  if (field != nullptr && !partitions.empty())
    *field = joined_partitions(partitions, every_seed_has_every_fold(places));
  if (field != nullptr) signature.label = with_part_of_folds(signature.label, *field);
}

/// Fields that a part of the folds or seeds may have otherwise than the whole.
bool is_of_parts(const std::string& field) {
  return field == "folds" || field == "validation" || field == "cropping";
}

/// Keys say where a corpus is and what a run should do, not what was there: one that was changed
/// between two seeds makes two results of other quantities.
void require_one_signature(const std::vector<EvaluatedRun>& parts) {
  const auto& first = parts.front();
  for (const auto& part : parts) {
    for (const auto& [field, before, after] :
         differences(first.run.facts.signature, part.run.facts.signature)) {
      if (is_of_parts(field)) continue;
      throw Error(Exit::failed,
                  first.folders.front().string() + " and " + part.folders.front().string() +
                      " have one experiment, but are not comparable, so that their seeds and folds "
                      "are not put together: " +
                      field + " is \"" + before + "\" and \"" + after +
                      "\"; run the older one again, or name only one of them");
    }
  }
}

/// The values of a field in all parts, each once.
std::string joined_field(const std::vector<EvaluatedRun>& parts, const std::string& field,
                         const std::string& nothing) {
  std::set<std::string> values;
  for (const auto& part : parts) {
    const auto* const value = part.run.facts.signature.find(field);
    if (value != nullptr && *value != nothing) values.insert(*value);
  }
  return values.empty() ? nothing
                        : join(std::vector<std::string>(values.begin(), values.end()), " + ");
}

/// A whole of which one part tests people it was trained on is no result on new speakers.
TestSpeakers test_speakers_of(const std::vector<EvaluatedRun>& parts) {
  auto out = TestSpeakers::others;
  for (const auto& part : parts) {
    if (part.run.facts.test_speakers == TestSpeakers::shared) return TestSpeakers::shared;
    if (part.run.facts.test_speakers == TestSpeakers::unknown) out = TestSpeakers::unknown;
  }
  return out;
}

/// The first label says what holds of its own part; here of the whole: "cut:3 s",
/// "speaker-dependent".
std::string joined_label(const std::vector<EvaluatedRun>& parts, const std::string& first) {
  const auto speakers = words_of(test_speakers_of(parts));
  std::vector<std::string> out, later;
  const auto is_stamp = [](const std::string& part) {
    return part.starts_with("cut:") || part == words_of(TestSpeakers::shared) ||
           part == words_of(TestSpeakers::unknown);
  };
  const auto add_later = [&](const std::string& part) {
    if (std::find(later.begin(), later.end(), part) == later.end()) later.push_back(part);
  };
  for (const auto& run : parts) {
    for (const auto& part : label_parts(run.run.facts.signature.label)) {
      if (is_stamp(part) && (part.starts_with("cut:") || part == speakers)) add_later(part);
    }
  }
  for (const auto& part : label_parts(first)) {
    if (is_stamp(part)) continue;
    if (part.starts_with("seeds:")) {
      out.insert(out.end(), later.begin(), later.end());
      later.clear();
    }
    out.push_back(part);
  }
  out.insert(out.end(), later.begin(), later.end());  // of a label that counts no seeds
  return label_of(out);
}

/// What is said of a part alone is said of the whole by all parts.
void join_fields(const std::vector<EvaluatedRun>& parts, Signature& signature) {
  if (auto* const field = signature.find("validation"))
    *field = joined_field(parts, "validation", "");
  if (auto* const field = signature.find("cropping"))
    *field = joined_field(parts, "cropping", kNothingCropped);
}

std::map<FoldAndSeed, metrics::Outcomes> outcomes_by_fold(const std::vector<EvaluatedSeed>& seeds) {
  std::map<FoldAndSeed, metrics::Outcomes> out;
  for (const auto& seed : seeds) {
    for (std::size_t i = 0; i < seed.clips.size(); ++i) {
      out.try_emplace({seed.folds[i], seed.seed}, seed.outcomes.emptied())
          .first->second.append(seed.outcomes, i);
    }
  }
  return out;
}

std::int64_t count_folds(const Places& places) {
  std::set<std::int64_t> folds;
  for (const auto& [at, folder] : places) folds.insert(at.first);
  return static_cast<std::int64_t>(folds.size());
}

}  // namespace

EvaluatedRun merge_by_seed(std::vector<EvaluatedRun> parts) {
  SERHOST_CHECK(!parts.empty());
  if (parts.size() == 1) return std::move(parts.front());
  require_one_signature(parts);
  auto out = parts.front();
  out.run.results.clear();
  Places places;
  std::map<std::int64_t, GatheredClips> seeds;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    take_results(parts[i], places, out.run.results);
    if (i > 0) take_facts(parts[i], out);
    for (const auto& seed : parts[i].seeds)
      seeds.try_emplace(seed.seed, seed.outcomes.emptied()).first->second.add(seed);
  }
  auto& facts = out.run.facts;
  std::vector<std::string> names;
  for (const auto& part : parts) names.push_back(part.name);
  out.name = facts.name = joined_name(names);
  out.run.folds = count_folds(places);
  std::sort(facts.seeds.begin(), facts.seeds.end());
  count_seeds(facts.signature.label, facts.seeds.size());
  join_partitions(parts, places, facts.signature);
  join_fields(parts, facts.signature);
  facts.test_speakers = test_speakers_of(parts);
  facts.signature.label = joined_label(parts, facts.signature.label);
  out.seeds.clear();
  for (const auto& [seed, clips] : seeds) out.seeds.push_back(clips.sorted(seed));
  out.run.summary = summarize(out.run.results, outcomes_by_fold(out.seeds));
  return out;
}

}  // namespace serhost::run
