// Field by field: what version 2 says otherwise than version 1.
#include "app/earlier_signature.hpp"

#include <vector>

#include "app/record_lists.hpp"
#include "base/text.hpp"
#include "run/partition.hpp"
#include "run/pretraining_corpora.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// "emodb, 339 clips, 12ab" without the name, which is the experiment's; absent for several.
std::optional<std::string> corpus(const std::string& earlier) {
  if (earlier.find(" + ") != std::string::npos) return std::nullopt;
  const auto last = earlier.rfind(", ");
  if (last == std::string::npos || last == 0) return std::nullopt;
  const auto before = earlier.rfind(", ", last - 1);
  if (before == std::string::npos) return std::nullopt;
  return earlier.substr(before + 2);
}

class Files {
 public:
  /// `whole`: the run holds all folds. The list does not have those that were left out, which
  /// validate too.
  Files(const fs::path& folder, bool whole) : folder_(folder), whole_(whole) {
    folds_ = recorded_folds(folder);
  }

  std::optional<std::string> validation(const std::string& rule) const {
    if (rule == "none" || rule.starts_with("test")) return rule;
    if (!whole_ || !folds_ || folds_->clips.front().seed) return std::nullopt;
    std::vector<run::ValidationClip> clips;
    for (const auto& clip : folds_->clips) {
      if (clip.part == "validation") clips.push_back({clip.fold, clip.key});
    }
    if (clips.empty()) return std::nullopt;
    return run::validation_text(rule, {std::move(clips)});
  }

  std::optional<std::string> cropping(const std::map<std::string, std::string>& keys) const {
    const auto limit = keys.find("train.max_seconds");
    if (limit == keys.end()) return run::kNothingCropped;
    double most = 0.0;
    const auto clips = recorded_clips(folder_);
    if (!read_number(limit->second, most) || !clips || !folds_) return std::nullopt;
    return run::cropping_text(cropped_of(*folds_, *clips, most), most);
  }

 private:
  fs::path folder_;
  bool whole_;
  std::optional<RecordedFolds> folds_;
};

/// Names of the one corpus: its table's, its dataset's.
run::TestedCorpus tested(const run::Run& run) {
  run::TestedCorpus out = {run::corpora_of(run.facts.signature)};
  for (const auto& plugin : run.facts.plugins) {
    if (plugin.kind == "dataset") out.push_back(plugin.name);
  }
  return out;
}

}  // namespace

std::optional<run::Signature> signature_of_today(const run::Run& run, const fs::path& folder,
                                                 const std::map<std::string, std::string>& keys) {
  const auto& earlier = run.facts.signature;
  if (earlier.version != 1 || earlier.fields.empty() || keys.empty()) return std::nullopt;
  const auto* const folds = earlier.find("folds");
  if (folds == nullptr) return std::nullopt;
  const Files files(folder, run::part_of_folds(*folds).empty());
  run::Signature out;
  out.label = earlier.label;
  for (const auto& name : run::kSignatureFields) {
    const auto* const before = earlier.find(name);
    std::optional<std::string> value;
    if (name == "cropping") value = files.cropping(keys);
    else if (before == nullptr) return std::nullopt;
    else if (name == "corpus") value = corpus(*before);
    else if (name == "validation") value = files.validation(*before);
    else if (name == "selection")
      value = run.facts.validation == "none" ? run::kLastEpoch : *before;
    else if (name == "pretraining")
      value = run::seen_in_pretraining({run.facts.pretraining, run.facts.pretraining_known},
                                       {tested(run)});
    else value = *before;
    if (!value) return std::nullopt;
    out.fields.emplace_back(name, *value);
  }
  return out;
}

}  // namespace serhost::app
