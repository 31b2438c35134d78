// Field by field: what version 2 says otherwise than version 1.
#include "app/earlier_signature.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "run/partition.hpp"
#include "run/pretraining_corpora.hpp"
#include "run/signature_fields.hpp"
#include "run/signature_label.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

/// Rows of a CSV file by the names of its columns; nothing where it is not there, or lacks one.
std::optional<std::vector<std::vector<std::string>>> columns_of(
    const fs::path& file, const std::vector<std::string>& wanted) {
  if (!fs::exists(file)) return std::nullopt;
  const auto table = read_csv(read_file(file)).rows;
  if (table.empty()) return std::nullopt;
  std::vector<std::size_t> places;
  const auto& header = table.front().fields;
  for (const auto& name : wanted) {
    const auto at = std::find(header.begin(), header.end(), name);
    if (at == header.end()) return std::nullopt;
    places.push_back(static_cast<std::size_t>(at - header.begin()));
  }
  std::vector<std::vector<std::string>> out;
  for (std::size_t i = 1; i < table.size(); ++i) {
    auto& row = out.emplace_back();
    for (const auto place : places) {
      if (place >= table[i].fields.size()) return std::nullopt;
      row.push_back(table[i].fields[place]);
    }
  }
  return out;
}

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
    folds_ = columns_of(folder / "folds.csv", {"key", "fold", "part"});
  }

  std::optional<std::string> validation(const std::string& rule) const {
    if (rule == "none" || rule.starts_with("test")) return rule;
    if (!whole_ || !folds_ || columns_of(folder_ / "folds.csv", {"seed"})) return std::nullopt;
    std::vector<run::ValidationClip> clips;
    for (const auto& row : *folds_) {
      std::int64_t fold = 0;
      if (row[2] != "validation") continue;
      if (!read_number(row[1], fold)) return std::nullopt;
      clips.push_back({fold, row[0]});
    }
    if (clips.empty()) return std::nullopt;
    return run::validation_text(rule, {std::move(clips)});
  }

  std::optional<std::string> cropping(const std::map<std::string, std::string>& keys) const {
    const auto limit = keys.find("train.max_seconds");
    if (limit == keys.end()) return run::kNothingCropped;
    double most = 0.0;
    const auto clips = columns_of(folder_ / "clips.csv", {"key", "seconds"});
    if (!read_number(limit->second, most) || !clips || !folds_) return std::nullopt;
    std::set<std::string> tested;
    for (const auto& row : *folds_) {
      if (row[2] == "test") tested.insert(row[0]);
    }
    std::size_t cropped = 0;
    for (const auto& row : *clips) {
      double seconds = 0.0;
      if (!read_number(row[1], seconds)) return std::nullopt;
      if (seconds > most && tested.contains(row[0])) ++cropped;
    }
    return run::cropping_text(cropped, most);
  }

 private:
  fs::path folder_;
  bool whole_;
  std::optional<std::vector<std::vector<std::string>>> folds_;
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
