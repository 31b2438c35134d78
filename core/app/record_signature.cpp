// Fields whose values the files beside a record say, made as a run makes them, and the label, which
// no hash holds. Where several corpora or a part of the folds do not tell, a field is not compared.
#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "app/record_parts.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "run/contradiction.hpp"
#include "run/partition.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

class Fields {
 public:
  Fields(const run::EvaluatedRun& read, const RecordParts& parts)
      : read_(read), parts_(parts), facts_(read.run.facts) {
    const auto* const corpus = facts_.signature.find("corpus");
    const auto* const folds = facts_.signature.find("folds");
    one_corpus_ = corpus != nullptr && corpus->find(" + ") == std::string::npos;
    whole_ = folds != nullptr && run::part_of_folds(*folds).empty();
  }

  void check() const {
    require("task", "run.json", facts_.task);
    check_corpus();
    check_damaged();
    if (const auto seed = read_.keys.find("protocol.resplit");
        seed != read_.keys.end() && seed->second == "false")
      require("fold_seed", "run.json", std::to_string(facts_.protocol_seed));
    if (!parts_.folds) return;
    check_folds();
    check_validation();
    check_cropping();
  }

 private:
  void require(const std::string& field, const std::string& file,
               const std::string& computed) const {
    const auto* const recorded = facts_.signature.find(field);
    if (recorded == nullptr || *recorded == computed) return;
    run::contradiction(parts_.folder, "the signature and " + file, "the field " + field,
                       "it is \"" + *recorded + "\", but \"" + computed + "\" by the file");
  }

  void check_corpus() const {
    if (!one_corpus_ || !parts_.clips) return;
    require("corpus", "clips.csv",
            run::corpus_text(targets_in(*parts_.clips, facts_), facts_.manifest_hash,
                             facts_.audio_hash));
  }

  /// Which clips they were only the run knew, how many it says.
  void check_damaged() const {
    const auto* const recorded = facts_.signature.find("damaged");
    const auto count = count_of(facts_.damaged_clips, "clip") + ", ";
    if (recorded == nullptr) return;
    if (facts_.damaged_clips == 0 ? *recorded != "none" : !recorded->starts_with(count))
      require("damaged", "run.json", facts_.damaged_clips == 0 ? "none" : count + "...");
  }

  /// By the seeds that folds were drawn for, in the order of the file.
  template <class Take>
  auto by_seed(const Take& take) const {
    const std::span<const ListedPart> all(parts_.folds->clips);
    std::vector<decltype(take(all))> out;
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
      while (end < all.size() && all[end].seed == all[begin].seed) ++end;
      out.push_back(take(all.subspan(begin, end - begin)));
    }
    return out;
  }

  void check_folds() const {
    std::set<std::int64_t> run;
    for (const auto& clip : parts_.folds->clips) run.insert(clip.fold);
    const auto* const recorded = facts_.signature.find("folds");
    const auto [some, all] =
        recorded == nullptr ? std::pair<std::size_t, std::size_t>() : run::folds_in(*recorded);
    if (some > 0 && some != run.size())
      require("folds", "folds.csv", count_of(run.size(), "fold") + " of " + std::to_string(all));
    if (!one_corpus_ || !whole_) return;
    const auto hash = run::partition_hash(by_seed([](std::span<const ListedPart> list) {
      std::map<std::int64_t, run::FoldClips> folds;
      for (const auto& clip : list)
        (clip.part == "test" ? folds[clip.fold].tested : folds[clip.fold].learned)
            .push_back(clip.key);
      return folds;
    }));
    require("folds", "folds.csv",
            run::partition_text(facts_.protocol, run.size(), hash, {run.begin(), run.end()}));
  }

  bool validates() const {
    return facts_.validation_is_test ||
           std::any_of(parts_.folds->clips.begin(), parts_.folds->clips.end(),
                       [](const auto& clip) { return clip.part == "validation"; });
  }

  void check_validation() const {
    if (!whole_) return;
    if (!parts_.evaluated)
      require("selection", "folds.csv", validates() ? facts_.select : run::kLastEpoch);
    if (!one_corpus_) return;
    if (facts_.validation_is_test || !validates())
      return require("validation", "folds.csv", facts_.validation);
    require("validation", "folds.csv",
            run::validation_text(facts_.validation, by_seed([](const auto& list) {
                                   std::vector<run::ValidationClip> clips;
                                   for (const auto& clip : list) {
                                     if (clip.part == "validation")
                                       clips.push_back({clip.fold, clip.key});
                                   }
                                   return clips;
                                 })));
  }

  /// A model that takes features hears nothing that could be cut, which its record notes.
  void check_cropping() const {
    const auto limit = read_.keys.find("train.max_seconds");
    const auto& notes = facts_.notes;
    const bool features = std::any_of(notes.begin(), notes.end(), [](const auto& note) {
      return note.starts_with("the model takes features");
    });
    const auto* const recorded = facts_.signature.find("cropping");
    const bool unsaid =
        parts_.evaluated && recorded != nullptr && *recorded == run::kNothingCropped;
    double most = 0.0;
    if (features || unsaid || !parts_.clips || read_.keys.empty()) return;
    if (limit == read_.keys.end())
      return require("cropping", "resolved.toml", run::kNothingCropped);
    if (!read_number(limit->second, most)) return;
    require("cropping", "clips.csv",
            run::cropping_text(cropped_of(*parts_.folds, *parts_.clips, most), most));
  }

  const run::EvaluatedRun& read_;
  const RecordParts& parts_;
  const run::RunFacts& facts_;
  bool one_corpus_ = false, whole_ = false;
};

/// Of each table of [dataset]: its name, and the fraction of its training clips that were used.
std::vector<std::pair<std::string, double>> fractions_in(
    const std::map<std::string, std::string>& keys) {
  std::vector<std::pair<std::string, double>> out;
  const auto add = [&](const std::string& table) {
    const auto name = keys.find(table + "name"), fraction = keys.find(table + "fraction");
    if (name == keys.end()) return false;
    out.emplace_back(name->second, 1.0);
    if (fraction != keys.end()) (void)read_number(fraction->second, out.back().second);
    return true;
  };
  if (add("dataset.")) return out;
  for (std::size_t i = 0; add("dataset." + std::to_string(i) + "."); ++i) continue;
  return out;
}

/// What stands behind the protocol: all of it follows from fields and facts.
std::string end_of_label(const run::RunFacts& facts,
                         const std::map<std::string, std::string>& keys) {
  const auto value = [&](const char* field) {
    const auto* const found = facts.signature.find(field);
    return found == nullptr ? std::string() : *found;
  };
  std::vector<std::string> parts;
  if (auto part = run::part_of_folds(value("folds")); !part.empty()) parts.push_back(part);
  if (auto part = run::part_of_training(fractions_in(keys)); !part.empty())
    parts.push_back(std::move(part));
  parts.push_back("dev:" + run::rule_of(facts.validation));
  parts.push_back("sel:" + value("selection"));
  const std::string cut = run::cropping_text(1, 0.0);  // "… middle 0 s"
  const auto words = cut.substr(0, cut.rfind("0 s"));
  if (value("cropping").starts_with(words))
    parts.push_back("cut:" + value("cropping").substr(words.size()));
  if (facts.test_speakers != run::TestSpeakers::others)
    parts.push_back(run::words_of(facts.test_speakers));
  parts.push_back("seeds:" + std::to_string(facts.seeds.size()));
  if (const auto at = facts.versions.find("serhost"); at != facts.versions.end())
    parts.push_back("serhost:" + at->second);
  return run::label_of(parts);
}

void check_label(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto& facts = read.run.facts;
  const auto& label = facts.signature.label;
  const auto end = end_of_label(facts, read.keys);
  if (!label.ends_with(" | " + end))
    run::contradiction(parts.folder, "the signature's line and run.json", "their texts",
                       "the line is \"" + label + "\", but must end in \"" + end + "\"");
  const auto corpus = read.keys.find("dataset.name");
  if (corpus != read.keys.end() && !label.starts_with(corpus->second + ":"))
    run::contradiction(parts.folder, "the signature's line and resolved.toml", "the corpus",
                       "the line is \"" + label + "\", and the corpus \"" + corpus->second + "\"");
  const auto first =
      run::label_parts(label.substr(corpus == read.keys.end() ? 0 : corpus->second.size())).front();
  const auto classes = (facts.task == metrics::kClassification ? "" : facts.task + "-") +
                       std::to_string(facts.classes.size()) + "c";
  if (facts.is_classification() && !parts.evaluated && !first.ends_with(":" + classes))
    run::contradiction(parts.folder, "the signature's line and run.json", "the number of classes",
                       "the line is \"" + label + "\", and there are " + classes);
}

}  // namespace

void check_signature(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto& signature = read.run.facts.signature;
  const bool complete =
      std::all_of(run::kSignatureFields.begin(), run::kSignatureFields.end(),
                  [&](const auto& field) { return signature.find(field) != nullptr; });
  if (!complete) return;
  Fields(read, parts).check();
  check_label(read, parts);
}

}  // namespace serhost::app
