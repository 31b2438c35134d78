// The audit's two forms. The text groups what was found by kind and says for each what to do; the
// JSON holds everything.
#include <algorithm>
#include <cstdio>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.hpp"
#include "data/protocol/audit.hpp"

namespace serhost::data {
namespace {

constexpr std::size_t kNamesShown = 10;  // names of a kind that the text shows

/// What people can do about things shared.
const char* mend(Shared kind) {
  switch (kind) {
    case Shared::key:
      return "list each clip once per fold";
    case Shared::audio:
      return "cut the file so that no section is in two clips, or put these clips into one part";
    case Shared::samples:
      return "delete one file of each pair, or put both into one part";
    case Shared::copy:
      return "listen to both; if they are one recording, delete the altered one, or put both into "
             "one part (protocol.copies = \"allow\" trains all the same)";
    case Shared::speaker:
      return "sample whole speakers (protocol.unit = \"speaker\"), or report the results as "
             "speaker-dependent";
    case Shared::session:
      return "leave whole sessions out (leave-one-session-out)";
    case Shared::dialogue:
      return "keep each dialogue in one part, for instance by whole sessions";
    case Shared::sentence:
      return "list folds in which each sentence is in one part, or take 'sentences' out of "
             "protocol.claims";
  }
  return "";
}

/// `text` for a terminal: control characters, which foreign lists may hold, are shown as '?'.
std::string plain(std::string text) {
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  }
  return text;
}

std::string group_text(const AuditResult& result, Shared kind,
                       const std::vector<std::string>& names) {
  std::set<std::int64_t> folds;
  std::string example;
  for (const auto& found : result.found) {
    if (found.kind != kind) continue;
    folds.insert(found.fold);
    if (example.empty() && kind != Shared::key && kind != Shared::samples && kind != Shared::copy &&
        found.keys.size() > 1)
      example = ", for instance '" + found.keys.front() + "' in " + found.first + " and '" +
                found.keys.back() + "' in " + found.second;
  }
  std::map<std::string, double> likeness;
  for (const auto& found : result.found) {
    if (found.kind == Shared::copy) likeness[found.what] = found.likeness;
  }
  std::vector<std::string> first;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
    const auto at = likeness.find(names[i]);
    char text[32] = "";
    if (kind == Shared::copy && at != likeness.end())
      std::snprintf(text, sizeof text, " (likeness %.2f)", at->second);
    first.push_back(names[i] + text);
  }
  return plain("shared " + std::string(name_of(kind)) + " (" + std::to_string(names.size()) +
               "): " + join(first, ", ") + (names.size() > first.size() ? ", ..." : "")) +
         "\n" +
         plain("  in " + std::to_string(folds.size()) + " of " + count_of(result.folds, "fold") +
               example) +
         "\n  to do: " + mend(kind) + "\n";
}

}  // namespace

std::string audit_text(const AuditResult& result) {
  std::string out = result.verdict + ": " + count_of(result.folds, "fold") + ", " +
                    count_of(result.clips, "clip") + "\n";
  for (const auto kind : {Shared::key, Shared::audio, Shared::samples, Shared::copy,
                          Shared::speaker, Shared::session, Shared::dialogue, Shared::sentence}) {
    if (const auto at = result.shared.find(name_of(kind)); at != result.shared.end())
      out += group_text(result, kind, at->second);
  }
  for (const auto& reason : result.undecidable) out += plain("undecidable: " + reason) + "\n";
  for (const auto& note : result.notes) out += plain("note: " + note) + "\n";
  return out;
}

std::string audit_json(const AuditResult& result) {
  nlohmann::ordered_json out;
  out["verdict"] = result.verdict;
  out["shared"] = nlohmann::ordered_json::object();
  for (const auto& [kind, names] : result.shared) out["shared"][kind] = names;
  out["recordings"] = result.recordings;
  out["undecidable"] = result.undecidable;
  out["folds"] = result.folds;
  out["clips"] = result.clips;
  out["unknown_speakers"] = result.unknown_speakers;
  out["validation_is_test"] = result.validation_is_test;
  out["found"] = nlohmann::ordered_json::array();
  for (const auto& found : result.found) {
    out["found"].push_back({{"fold", found.fold},
                            {"name", found.fold_name},
                            {"kind", name_of(found.kind)},
                            {"what", found.what},
                            {"parts", {found.first, found.second}},
                            {"clips", {found.in_first, found.in_second}},
                            {"keys", found.keys}});
  }
  out["notes"] = result.notes;
  return out.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace serhost::data
