// EmoBox's `wav` and `emo` are no other names: what stands beside them is read as EmoBox has it.
#include <algorithm>
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/readers/column_names.hpp>
#include <set>
#include <stdexcept>

namespace serhost::readers {
namespace {

const std::vector<std::string> kKnown = {
    "path",    "key",      "label",   "corpus_label", "speaker",   "gender", "language",
    "session", "dialogue", "turn",    "sentence",     "split",     "start",  "end",
    "channel", "text",     "valence", "arousal",      "dominance", "sha256", "length"};

/// Common names by what they mean, those that come first before the others.
const std::vector<std::pair<std::string, std::vector<std::string>>> kCommon = {
    {"path",
     {"file", "filename", "file_name", "filepath", "file_path", "audio", "audio_path", "audio_file",
      "wav_path", "wav_file", "source"}},
    {"label", {"emotion", "emo_target"}},
    {"speaker", {"speaker_id", "spk_id", "spk"}},
    {"start", {"start_time"}},
    {"end", {"end_time"}},
    {"text", {"transcription", "transcript"}}};

bool is_meant(const std::string& name) {
  return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end() ||
         (name.starts_with("vote_") && name.size() > 5);
}

std::string listed(const std::set<std::string>& names) {
  std::string out;
  for (const auto& name : names) out += (out.empty() ? "'" : ", '") + name + "'";
  return out.empty() ? "none" : out;
}

}  // namespace

ColumnNames::ColumnNames(const std::vector<std::string>& given) {
  for (const auto& pair : given) {
    const auto at = pair.find('=');
    const auto ours = pair.substr(0, at);
    if (at == std::string::npos || at + 1 == pair.size())
      throw std::invalid_argument("columns: '" + pair +
                                  "' names no column; expected for example path = \"file\"");
    if (!is_meant(ours))
      throw std::invalid_argument(
          "columns: '" + ours +
          "' is no meaning of a column; expected one of path, key, label, corpus_label, speaker, "
          "gender, language, session, dialogue, turn, sentence, split, start, end, channel, text, "
          "valence, arousal, dominance, sha256, length or vote_<label>");
    given_.emplace_back(ours, pair.substr(at + 1));
  }
}

void ColumnNames::rename(Table& table, const Problems& problems) const {
  const auto& names = table.names;
  std::map<std::string, std::string> ours;  // by theirs
  std::set<std::string> taken;              // ours that a given column is
  for (const auto& [name, column] : given_) {
    if (!names.contains(column))
      throw std::runtime_error(problems.file().string() + ": has no column '" + column +
                               "', which columns says is the " + name + "; found " + listed(names));
    ours[column] = name;
    taken.insert(name);
  }
  std::map<std::string, std::string> by_lower;
  for (const auto& name : names) by_lower.emplace(corpus::lowered(name), name);
  const auto take = [&](const std::string& lowered, const std::string& name) {
    const auto at = by_lower.find(lowered);
    if (taken.contains(name) || at == by_lower.end()) return;
    const auto& column = names.contains(lowered) ? lowered : at->second;
    if (!ours.emplace(column, name).second) return;
    taken.insert(name);
  };
  for (const auto& name : kKnown) take(name, name);
  const bool emobox = names.contains("wav") && !taken.contains("path");
  for (const auto& [name, common] : kCommon) {
    if ((emobox && name == "path") || (name == "label" && names.contains("emo"))) continue;
    for (const auto& other : common) take(other, name);
  }
  if (!taken.contains("path") && !(names.contains("wav") && !ours.contains("wav")))
    throw std::runtime_error(
        problems.file().string() +
        ": is of a layout that is not known: no column 'path' (or EmoBox's 'wav'); found " +
        listed(names) + "; say which it is: columns = { path = \"NAME\" }");
  for (auto& row : table.rows) {
    std::map<std::string, std::string> renamed;
    for (auto& [name, value] : row.fields) {
      const auto at = ours.find(name);
      // A column that was not given gives way to one that was.
      const bool loses = at == ours.end() && taken.contains(name);
      renamed[at != ours.end() ? at->second : loses ? "other_" + name : name] = std::move(value);
    }
    row.fields = std::move(renamed);
  }
}

}  // namespace serhost::readers
