// A trained model on new audio: files, folders, or samples from a pipe; whole or window by window.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/prediction_text.hpp"
#include "app/session.hpp"
#include "app/trained_run.hpp"
#include "audio/raw_pcm.hpp"
#include "features/audio_files.hpp"
#include "run/events.hpp"

namespace serhost::app {

/// Samples that arrive on an open descriptor.
struct RawInput {
  int descriptor = 0;
  std::string key = "-";
  audio::PcmLayout layout{};
};

/// Seconds.
struct WindowRule {
  double size = 4.0, hop = 4.0;
};

struct PredictJob {
  std::filesystem::path model;  ///< the folder of a run, or a published model with its head
  Chosen chosen{};
  std::vector<std::filesystem::path> audio{};   ///< files and folders
  std::optional<std::filesystem::path> list{};  ///< a text file with a path per line
  std::optional<RawInput> raw{};                ///< in their place
  features::KeyRule key = features::KeyRule::stem;
  std::optional<WindowRule> windows{};  ///< absent: a clip is heard as a whole
  std::string device = "auto";
  /// Beside the result, where there is one: what an interrupted job has left there is taken over.
  std::optional<std::filesystem::path> journal{};
  std::function<bool()> stop{};  ///< asked between clips; of raw samples it is their end
  /// Called once, before the first of `say`, with the columns of answers and the number of clips.
  std::function<void(const std::vector<std::string>& columns, std::size_t clips)> begin{};
  /// Called in the order of the clips' keys, and within a clip in time; as soon as it is known.
  std::function<void(const Said&)> say{};
  std::function<void()> flush{};  ///< called when nothing more is known for the moment
};

struct PredictedClips {
  std::size_t clips = 0, taken_over = 0;  ///< answered; of these, by an interrupted job before
  Faults damaged{};                       ///< what could not be read; the others are answered
};

/// [run] Throws Error for what concerns all clips: no such model, a path that does not exist, two
/// clips with one key; RemediableError(stopped) where `stop` says so.
PredictedClips predict(const Session& session, const PredictJob& job, RunObserver& observer);

}  // namespace serhost::app
