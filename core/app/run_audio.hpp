// The audio of the clips of a run, for people who want to hear them.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "app/session.hpp"
#include "audio/waveform.hpp"

namespace serhost::app {

class RunAudio {
 public:
  explicit RunAudio(const Session& session) : session_(session) {}
  ~RunAudio();

  /// [any] Decoded, one channel, at its own rate. The corpus is found by the run's own
  /// resolved.toml, and listed once. Throws Error: missing where there is no such clip, and what
  /// says that the corpus is not there.
  audio::Waveform clip(const std::filesystem::path& run, const std::string& key);

 private:
  struct Corpus;
  Session session_;
  std::mutex mutex_;
  std::map<std::filesystem::path, std::shared_ptr<Corpus>> corpora_;
};

/// As a file: 16 bits, one channel. Samples beyond [-1, 1] are cut.
std::string wave_file(const audio::Waveform& waveform);

}  // namespace serhost::app
