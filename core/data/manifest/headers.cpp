// Reads the headers of audio files on two threads, once per file, however many clips are sections
// of it.
#include "data/manifest/headers.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <set>

#include "audio/decode.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"
#include "data/manifest/damage.hpp"
#include "data/manifest/keep.hpp"

namespace serhost::data {
namespace {

namespace fs = std::filesystem;

constexpr double kSlack =
    0.01;  // seconds, as in audio::decode: transcripts round the end of a file upwards

struct Header {
  bool missing = false;
  std::string damage;
  audio::Info info;
};

Header read_header(const fs::path& file, bool audio_file) {
  Header out;
  if (!audio_file) {
    std::error_code ignored;
    out.missing = !fs::exists(file, ignored);
    return out;
  }
  try {
    out.info = audio::info(file);
  } catch (const Error& error) {
    out.missing = error.exit() == Exit::missing;
    out.damage = error.what();
  }
  return out;
}

/// What is wrong with the clip's section, or "".
std::string wrong_section(const Utterance& u, const audio::Info& info) {
  const auto whole = info.seconds();
  const auto file = u.audio.string();
  const double start = u.start.value_or(0.0), end = u.end.value_or(whole);
  if (!(start >= 0.0) || !(end > start))
    return file + ": section " + exact(start) + " s to " + exact(end) +
           " s is not one; expected 0 <= start < end";
  if (start >= whole || end > whole + kSlack) {
    return file + ": section " + exact(start) + " s to " + exact(end) +
           " s is outside of the file, which lasts " + exact(whole) + " s";
  }
  if (u.channel && (*u.channel < 0 || *u.channel >= info.channels)) {
    return file + ": channel " + std::to_string(*u.channel) +
           " is asked for (from 0), but it has " +
           count_of(static_cast<std::size_t>(info.channels), "channel");
  }
  return "";
}

/// Whether a list's column `length`, in seconds as EmoBox has it, is neither that of the section
/// nor of the file.
bool contradicts_length(const Utterance& u, double section, double whole) {
  const auto written = u.extra.find("length");
  if (written == u.extra.end()) return false;
  const auto& text = written->second;
  double length = 0.0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), length);
  if (fault != std::errc() || end != text.data() + text.size()) return false;
  const auto near = [&](double seconds) {
    return std::abs(length - seconds) <= std::max(0.05, 0.01 * seconds);
  };
  return !near(section) && !near(whole);
}

/// What was found in one corpus.
struct Findings {
  std::vector<std::string> lengths;  // what contradicts them
  std::set<std::string> missing;
  std::vector<DroppedClip> absent;  // the clips of those files
  std::vector<DroppedClip> damaged;
  std::size_t files = 0;
};

void tell_findings(Findings& found, const config::DatasetTable& table, Manifest& manifest,
                   Faults& faults) {
  if (!found.lengths.empty())
    manifest.warnings.push_back(
        "dataset '" + table.name + "': " + count_of(found.lengths.size(), "clip does", "clips do") +
        " not last as long as the list says: is the audio that of the list? " +
        found.lengths.front());
  // Where nothing is there, it is the folder that is wrong.
  if (table.skip_damaged && found.missing.size() < found.files)
    found.damaged.insert(found.damaged.end(), std::make_move_iterator(found.absent.begin()),
                         std::make_move_iterator(found.absent.end()));
  else tell_missing({found.missing.begin(), found.missing.end()}, found.files, table, faults);
  tell_damaged(std::move(found.damaged), table, manifest, faults);
}

}  // namespace

void read_headers(Manifest& manifest, const std::vector<config::DatasetTable>& tables,
                  Faults& faults) {
  // A dataset that reads audio itself may keep it in files that are no audio files; of those only
  // the existence is checked.
  std::vector<bool> reads_itself;
  for (const auto& corpus : manifest.corpora)
    reads_itself.push_back(dynamic_cast<const ReadsAudio*>(corpus.dataset.get()) != nullptr);

  std::map<std::string, std::size_t> index;
  std::vector<std::pair<fs::path, bool>> files;
  std::vector<Findings> findings(manifest.corpora.size());
  for (const auto& clip : manifest.clips) {
    if (clip.utterance.audio.empty() ||
        !index.emplace(clip.utterance.audio.string(), files.size()).second)
      continue;
    files.emplace_back(clip.utterance.audio, !reads_itself[clip.corpus]);
    ++findings[clip.corpus].files;
  }
  std::vector<Header> headers(files.size());
  for_each_index(files.size(), kReaders,
                 [&](std::size_t i) { headers[i] = read_header(files[i].first, files[i].second); });

  std::vector<bool> kept(manifest.clips.size());
  for (std::size_t i = 0; i < kept.size(); ++i) {
    auto& clip = manifest.clips[i];
    auto& found = findings[clip.corpus];
    const auto& u = clip.utterance;
    const auto drop = [&](const std::string& why) {
      found.damaged.push_back({u.key, "clip '" + u.key + "': " + why});
    };
    if (u.audio.empty()) {
      if (reads_itself[clip.corpus]) kept[i] = true;
      else drop("has no audio file, and its dataset does not read audio itself");
      continue;
    }
    const auto& header = headers[index[u.audio.string()]];
    if (header.missing) {
      found.missing.insert(u.audio.string());
      found.absent.push_back(
          {u.key, "clip '" + u.key + "': " + u.audio.string() + ": there is no such file",
           Exit::missing});
    } else if (!header.damage.empty()) drop(header.damage);
    else if (reads_itself[clip.corpus]) kept[i] = true;
    else if (auto wrong = wrong_section(u, header.info); !wrong.empty()) drop(wrong);
    else {
      const auto whole = header.info.seconds();
      clip.seconds = std::min(u.end.value_or(whole), whole) - u.start.value_or(0.0);
      clip.sample_rate = header.info.sample_rate;
      clip.channels = header.info.channels;
      if (contradicts_length(u, clip.seconds, whole))
        found.lengths.push_back("clip '" + u.key + "' lasts " + exact(clip.seconds) +
                                " s, but the list says " + u.extra.at("length"));
      kept[i] = true;
    }
  }
  keep(manifest.clips, kept);
  for (std::size_t c = 0; c < findings.size(); ++c)
    tell_findings(findings[c], tables[c], manifest, faults);
}

}  // namespace serhost::data
