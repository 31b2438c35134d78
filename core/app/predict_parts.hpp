// The two ways to hear audio, and what they share: as whole clips, and window by window.
#pragma once

#include <mutex>
#include <vector>

#include "app/predict.hpp"
#include "app/prediction_journal.hpp"
#include "app/unfamiliar_audio.hpp"

namespace serhost::app {

/// [run] What both need.
struct Predicting {
  const PredictJob& job;
  const config::TrainTable& rules;  ///< how clips are cut, padded and put together
  train::AudioModel& model;
  UnfamiliarAudio& unfamiliar;
  RunObserver& observer;
  PredictionJournal* journal = nullptr;
  int threads = 1;
  PredictedClips done{};
};

/// Throws that the job was stopped: what to do about it depends on whether a journal kept anything.
[[noreturn]] void stopped_early(const Predicting& predicting, const std::string& where);

/// Each of `clips` as one; batches are those in which a run tests them.
void predict_whole(Predicting& predicting, const std::vector<features::AudioFile>& clips);

/// File by file, each cut into windows.
void predict_windows(Predicting& predicting, const std::vector<features::AudioFile>& clips);

/// From a descriptor, until its end.
void predict_raw(Predicting& predicting, const RawInput& input);

}  // namespace serhost::app
