// Sizes first, then hashes of beginnings, then of whole files.
#include "data/manifest/same_files.hpp"

#include <array>
#include <fstream>
#include <functional>
#include <limits>
#include <map>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "data/manifest/own_file.hpp"
#include "data/protocol/recordings.hpp"

namespace serhost::data {
namespace {

namespace fs = std::filesystem;
using Clips = std::vector<std::size_t>;

constexpr std::size_t kBeginning = 1 << 16;  // bytes

/// SHA-256 of at most `most` bytes; "" where the file cannot be read, about which others complain.
std::string hash_of_bytes(const fs::path& file, std::size_t most) {
  std::error_code ignored;
  if (!fs::is_regular_file(file, ignored)) return "";  // a pipe would make us wait
  std::ifstream in(file, std::ios::binary);
  std::array<char, kBeginning> block{};
  Sha256 hash;
  for (std::size_t left = most; in && left > 0;) {
    in.read(block.data(), static_cast<std::streamsize>(std::min(left, block.size())));
    const auto got = static_cast<std::size_t>(std::max<std::streamsize>(0, in.gcount()));
    hash.add({block.data(), got});
    left -= got;
  }
  return in.bad() || (!in && !in.eof()) ? "" : hash.hex();
}

/// Groups of two clips or more with one name.
std::vector<Clips> split_by(const std::vector<Clips>& groups,
                            const std::function<std::string(std::size_t)>& name_of_clip) {
  std::vector<Clips> out;
  for (const auto& group : groups) {
    std::map<std::string, Clips> parts;
    for (const auto i : group) {
      if (auto name = name_of_clip(i); !name.empty()) parts[std::move(name)].push_back(i);
    }
    for (auto& [name, part] : parts) {
      if (part.size() > 1) out.push_back(std::move(part));
    }
  }
  return out;
}

std::vector<SameRecording> same_files(const Manifest& manifest) {
  Clips whole;
  for (std::size_t i = 0; i < manifest.clips.size(); ++i) {
    const auto& u = manifest.clips[i].utterance;
    const bool has_file = !own_file(manifest, manifest.clips[i]).empty();
    if (has_file && !u.start && !u.end) whole.push_back(i);
  }
  const auto file = [&](std::size_t i) { return manifest.clips[i].utterance.audio; };
  auto groups = split_by({whole}, [&](std::size_t i) {
    std::error_code fault;
    const auto size = fs::file_size(file(i), fault);
    const auto channel = manifest.clips[i].utterance.channel.value_or(-1);
    return fault || size == 0 ? std::string()
                              : std::to_string(size) + "/" + std::to_string(channel);
  });
  groups = split_by(groups, [&](std::size_t i) { return hash_of_bytes(file(i), kBeginning); });
  groups = split_by(groups, [&](std::size_t i) {
    return hash_of_bytes(file(i), std::numeric_limits<std::size_t>::max());
  });
  // As same_recordings finds them by samples.
  AudioFingerprints equal;
  equal.digests.resize(manifest.clips.size());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    for (const auto i : groups[g]) equal.digests[i] = std::to_string(g);
  }
  return same_recordings(manifest, equal);
}

}  // namespace

std::vector<std::string> same_file_warnings(const Manifest& manifest) {
  std::vector<SameRecording> two_labels, two_speakers;
  for (const auto& pair : same_files(manifest)) {
    if (pair.two_labels) two_labels.push_back(pair);
    if (pair.two_speakers) two_speakers.push_back(pair);
  }
  std::vector<std::string> out;
  if (!two_labels.empty())
    out.push_back(count_of(two_labels.size(), "recording is", "recordings are") +
                  " under two labels, which a run refuses (protocol.copies = \"allow\" trains all "
                  "the same): " +
                  pairs_text(manifest, two_labels));
  if (!two_speakers.empty())
    out.push_back(
        count_of(two_speakers.size(), "recording is", "recordings are") +
        " under two speakers, of whom one did not speak: " + pairs_text(manifest, two_speakers));
  return out;
}

}  // namespace serhost::data
