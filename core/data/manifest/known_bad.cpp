// The same for everybody: what is dropped is part of the comparability signature.
#include "data/manifest/known_bad.hpp"

#include <string_view>
#include <vector>

#include "base/csv.hpp"
#include "data/manifest/keep.hpp"

namespace serhost::data {
namespace {

struct BadFile {
  std::string corpus, stem, ending, why;
};

std::vector<BadFile> bad_files() {
  std::vector<BadFile> out;
  for (const auto& row : read_csv(known_bad_list()).rows) {
    SERHOST_CHECK(row.fields.size() == 3);
    if (row.line == 1) continue;
    const auto& file = row.fields[1];
    out.push_back({row.fields[0], file.substr(file.rfind('/') + 1), "/" + file, row.fields[2]});
  }
  return out;
}

/// "" of a clip that is as good as any.
std::string why_bad(const Clip& clip, const Corpus& corpus, const std::vector<BadFile>& files) {
  const auto at = corpus.facts.known_bad.find((clip.listed ? *clip.listed : clip.utterance).key);
  if (at != corpus.facts.known_bad.end()) return at->second + ", as is known of its corpus";
  if (clip.utterance.audio.empty()) return "";
  const auto stem = clip.utterance.audio.stem().string();
  for (const auto& file : files) {
    if (file.stem != stem) continue;
    const auto path = "/" + (clip.utterance.audio.parent_path() / stem).string();
    if (path.ends_with(file.ending)) return file.why + ", as is known of " + file.corpus;
  }
  return "";
}

}  // namespace

void leave_out_known_bad(Manifest& manifest) {
  const auto files = bad_files();
  std::vector<bool> kept;
  for (const auto& clip : manifest.clips) {
    const auto why = why_bad(clip, manifest.corpora[clip.corpus], files);
    kept.push_back(why.empty());
    if (why.empty()) continue;
    const auto& key = clip.utterance.key;
    manifest.damaged.push_back({key, "clip '" + key + "': " + why, Exit::ok});
  }
  keep(manifest.clips, kept);
}

}  // namespace serhost::data
