// Writing and comparing of clips.csv.
#include "data/manifest/clips_csv.hpp"

#include <map>

#include "base/csv.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace serhost::data {

std::string clips_csv(const Manifest& manifest) {
  std::string out = "key,seconds,sha256\n";
  for (std::size_t i = 0; i < manifest.count(); ++i) {
    const auto& clip = manifest.clip(i);
    out += csv_field(clip.utterance.key) + "," + exact(clip.seconds) + "," + clip.digest + "\n";
  }
  return out;
}

std::vector<std::string> changed_clips(const Manifest& manifest, std::string_view list,
                                       const std::string& file) {
  const auto table = read_csv(list);
  if (table.rows.empty() ||
      table.rows.front().fields != std::vector<std::string>{"key", "seconds", "sha256"})
    throw DataError(file +
                    ": is not the list of clips of a run; expected the header key,seconds,sha256");
  std::map<std::string, std::string> before;
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    const auto& fields = table.rows[i].fields;
    if (fields.size() != 3)
      throw DataError(file + ":" + std::to_string(table.rows[i].line) +
                      ": expected 3 fields, found " + std::to_string(fields.size()));
    before.emplace(fields[0], fields[2]);
  }
  std::vector<std::string> out;
  for (std::size_t i = 0; i < manifest.count(); ++i) {
    const auto& clip = manifest.clip(i);
    const auto& u = clip.utterance;
    const auto at = before.find(u.key);
    const std::string who =
        "clip '" + u.key + "': " + (u.audio.empty() ? "" : u.audio.string() + ": ");
    if (at == before.end()) out.push_back(who + "is not among the clips of " + file);
    else if (!clip.digest.empty() && at->second != clip.digest)
      out.push_back(who + "has been altered: its audio is not that of " + file);
    if (at != before.end()) before.erase(at);
  }
  for (const auto& [key, digest] : before)
    out.push_back("clip '" + key + "': is in " + file + ", but not there any more");
  return out;
}

std::string audio_hash(const Manifest& manifest) {
  Sha256 hash;
  for (std::size_t i = 0; i < manifest.count(); ++i) hash.add(manifest.clip(i).digest + "\n");
  return hash.hex();
}

}  // namespace serhost::data
