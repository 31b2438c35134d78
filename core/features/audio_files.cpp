// Headers are read on a few threads. An mp3 file is decoded for its length: its header gives an
// estimate at best.
#include "features/audio_files.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <serhost/corpus.hpp>

#include "audio/decode.hpp"
#include "base/files.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

void add(const fs::path& path, std::vector<fs::path>& files, Faults& faults) {
  std::error_code fault;
  if (!fs::exists(path, fault)) {
    faults.add(Exit::missing, path.string() + ": does not exist");
  } else if (fs::is_directory(path, fault)) {
    std::vector<fs::path> found;
    try {
      found = corpus::files_below(path, corpus::audio_extensions());
    } catch (const std::runtime_error& error) {  // a folder that cannot be listed
      faults.add(Exit::damaged, error.what());
      return;
    }
    if (found.empty())
      faults.add(Exit::missing, path.string() + ": holds no audio (" +
                                    join(corpus::audio_extensions(), ", ") + ")");
    files.insert(files.end(), found.begin(), found.end());
  } else {
    files.push_back(path);
  }
}

std::string identity_of(const fs::path& file) {
  struct stat status{};
  if (::stat(file.c_str(), &status) != 0) return "";
  return std::to_string(status.st_size) + "/" + std::to_string(status.st_mtim.tv_sec) + "." +
         std::to_string(status.st_mtim.tv_nsec);
}

/// What is wrong, or "".
std::pair<Exit, std::string> read_header(AudioFile& audio) {
  try {
    const auto info = audio::info(audio.file);
    audio.sample_rate = info.sample_rate;
    audio.channels = info.channels;
    audio.samples = info.format == "MPEG"
                        ? static_cast<std::int64_t>(audio::decode(audio.file).samples.size())
                        : info.frames;
    audio.identity = identity_of(audio.file);
    return {Exit::ok, ""};
  } catch (const Error& error) { return {error.exit(), error.what()}; }
}

void check_keys(std::vector<AudioFile>& clips, KeyRule rule, Faults& faults) {
  std::stable_sort(clips.begin(), clips.end(),
                   [](const auto& a, const auto& b) { return a.key < b.key; });
  for (std::size_t i = 1; i < clips.size(); ++i) {
    if (clips[i].key != clips[i - 1].key) continue;
    const bool same = clips[i].file == clips[i - 1].file;
    faults.add(Exit::usage, "two clips have the key '" + clips[i].key + "': " +
                                clips[i - 1].file.string() + " and " + clips[i].file.string() +
                                (same                    ? "; list it once"
                                 : rule == KeyRule::stem ? "; --key path tells them apart"
                                                         : ""));
  }
}

}  // namespace

std::vector<AudioFile> audio_files(const std::vector<fs::path>& given,
                                   const std::optional<fs::path>& list, KeyRule rule,
                                   Faults& faults) {
  std::vector<fs::path> files;
  for (const auto& path : given) add(path, files, faults);
  if (list) {
    for (const auto& line : split(read_file(*list), '\n')) {
      const auto path = trim(line);
      if (!path.empty()) add(fs::path(path), files, faults);
    }
    if (files.empty() && faults.empty())
      faults.add(Exit::missing, list->string() + ": lists no audio file");
  }
  std::vector<AudioFile> clips;
  for (const auto& file : files) {
    const auto key =
        rule == KeyRule::stem ? file.stem().string() : file.lexically_normal().generic_string();
    if (!corpus::is_utf8(key))
      faults.add(Exit::damaged,
                 file.string() + ": the name is not UTF-8, so it cannot be a key; rename it");
    else clips.push_back({key, file, 0, 0, ""});
  }
  check_keys(clips, rule, faults);
  std::vector<std::pair<Exit, std::string>> wrong(clips.size());
  for_each_index(clips.size(), kReaders, [&](std::size_t i) { wrong[i] = read_header(clips[i]); });
  for (auto& [exit, message] : wrong) {
    if (!message.empty()) faults.add(exit, std::move(message));
  }
  return clips;
}

std::int64_t samples_at(const AudioFile& audio, std::int64_t rate) {
  return (2 * audio.samples * rate + audio.sample_rate) / (2 * audio.sample_rate);
}

}  // namespace serhost::features
