// The audit's verdict and its two forms.
#include "data/audit.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "data/fold_list.hpp"
#include "data/read_clip.hpp"
#include "data/units.hpp"

namespace serhost::data {
namespace {

/// Sharing that decides the verdict. People who validate may also have trained, and a session is a place, not a person.
bool counts(const Sharing& found, const Folds& folds) {
  if (found.kind == Shared::speaker) return found.second == "test";
  if (found.kind == Shared::session) return found.second == "test" && folds.session_independent;
  return true;
}

Indices used_clips(const Folds& folds) {
  std::set<std::size_t> out;
  for (const auto& fold : folds.folds) {
    for (const auto* part : {&fold.train, &fold.validation, &fold.test}) out.insert(part->begin(), part->end());
  }
  return {out.begin(), out.end()};
}

}  // namespace

AuditResult audit(const Manifest& manifest, const Folds& folds, bool hash_audio) {
  AuditResult out;
  const auto used = used_clips(folds);
  out.folds = folds.folds.size();
  out.clips = used.size();
  out.unknown_speakers = count_unknown(manifest, used, UnitKind::speaker);
  out.validation_is_test = folds.validation_is_test;
  std::map<std::string, std::set<std::string>> shared;
  std::set<std::string> sessions;
  for (auto& found : find_sharing(manifest, folds, hash_audio ? sample_digests(manifest) : std::vector<std::string>{})) {
    if (!counts(found, folds)) {
      if (found.kind == Shared::session && found.second == "test") sessions.insert(found.what);
      continue;
    }
    shared[name_of(found.kind)].insert(found.what);
    out.found.push_back(std::move(found));
  }
  for (const auto& [kind, names] : shared) out.shared[kind] = {names.begin(), names.end()};
  if (!sessions.empty()) {
    out.notes.push_back(count_of(sessions.size(), "session is", "sessions are") +
                        " in train and test; the protocol does not leave sessions out");
  }
  if (folds.validation_is_test) out.notes.push_back("the validation part is the test part");
  const auto empty = std::count_if(folds.folds.begin(), folds.folds.end(),
                                   [](const Fold& fold) { return fold.train.empty() || fold.test.empty(); });
  if (empty > 0)
    out.notes.push_back(count_of(static_cast<std::size_t>(empty), "fold has", "folds have") + " no train or no test part");
  if (out.unknown_speakers > 0) {
    out.notes.push_back("the speaker of " + std::to_string(out.unknown_speakers) + " of " + count_of(out.clips, "clip") +
                        " is unknown");
  }
  if (!out.shared.empty() || folds.validation_is_test) out.verdict = "shared";
  else out.verdict = out.unknown_speakers > 0 || empty > 0 || folds.folds.empty() ? "undecidable" : "disjoint";
  return out;
}

AuditResult audit_list(const std::filesystem::path& path, const std::optional<std::filesystem::path>& manifest) {
  auto list = read_fold_list(path);
  if (manifest) {
    for (auto& clip : read_clip_list(*manifest)) list.corpus.push_back(std::move(clip));
  }
  const auto clips = manifest_from(list);
  Faults faults;
  const auto folds = folds_from(list, clips, faults);
  // A clip in two parts of a fold is what an audit is for, so it is a finding here and no fault.
  auto out = audit(clips, folds);
  for (const auto& fault : faults.all()) out.notes.push_back(fault.message);
  out.notes.insert(out.notes.end(), folds.notes.begin(), folds.notes.end());
  return out;
}

std::string audit_text(const AuditResult& result) {
  std::string out = result.verdict + ": " + count_of(result.folds, "fold") + ", " + count_of(result.clips, "clip") + "\n";
  for (const auto& [kind, names] : result.shared) {
    std::vector<std::string> first(names.begin(),
                                   names.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(names.size(), 10)));
    out += "shared " + kind + " (" + std::to_string(names.size()) + "): " + join(first, ", ") +
           (names.size() > first.size() ? ", ..." : "") + "\n";
  }
  std::map<std::pair<std::int64_t, Shared>, std::size_t> by_fold;
  for (const auto& found : result.found) ++by_fold[{found.fold, found.kind}];
  for (const auto& [at, count] : by_fold)
    out += "fold " + std::to_string(at.first) + ": " + std::to_string(count) + " shared " + name_of(at.second) + "\n";
  for (const auto& note : result.notes) out += "note: " + note + "\n";
  return out;
}

std::string audit_json(const AuditResult& result) {
  nlohmann::ordered_json out;
  out["verdict"] = result.verdict;
  out["shared"] = nlohmann::ordered_json::object();
  for (const auto& [kind, names] : result.shared) out["shared"][kind] = names;
  out["folds"] = result.folds;
  out["clips"] = result.clips;
  out["unknown_speakers"] = result.unknown_speakers;
  out["validation_is_test"] = result.validation_is_test;
  out["found"] = nlohmann::ordered_json::array();
  for (const auto& found : result.found) {
    out["found"].push_back({{"fold", found.fold}, {"name", found.fold_name}, {"kind", name_of(found.kind)}, {"what", found.what},
                            {"parts", {found.first, found.second}}, {"clips", {found.in_first, found.in_second}}});
  }
  out["notes"] = result.notes;
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::data
