// Audio in memory, as other programs hold it, for trained models and for features: what a file of
// the same samples would give, to the last bit.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "app/opened_model.hpp"
#include "app/session.hpp"
#include "app/unfamiliar_audio.hpp"
#include "audio/waveform.hpp"
#include "features/one_clip.hpp"

namespace serhost::app {

/// Samples frame by frame, [n, channels].
struct AudioArray {
  std::span<const float> samples;
  std::int64_t channels = 1;
  std::int64_t sample_rate = 16000;  ///< Hz
};

using Log = std::function<void(const std::string&)>;

/// The mean of the channels. Throws DataError for a rate, a number of channels or samples that no
/// file may have.
audio::Waveform waveform_of(const AudioArray& array);

/// A trained run or a published model that hears arrays.
class ArrayModel {
 public:
  struct Options {
    Chosen chosen{};
    std::string device = "auto";
    Log log{};
  };
  /// [run] Throws as open_model.
  ArrayModel(const Session& session, const std::filesystem::path& path, const Options& options);

  const train::AudioModel& model() const { return *opened_.model; }
  /// "the mean of 6 models: folds 1, 2, 3; seeds 1, 2"; "" of a published model.
  std::string members() const;

  /// [run] What is said of each, as if it were alone: a text for each of `model().columns()`.
  std::vector<train::Answer> answer(const std::vector<AudioArray>& clips);

 private:
  int threads_;
  Log log_;
  OpenedModel opened_;
  UnfamiliarAudio unfamiliar_;
};

/// One backbone that gives features of arrays.
class ArrayFeatures {
 public:
  struct Options {
    std::vector<std::string> settings{};  ///< its parameters, "key=value"
    std::string layer = "last";           ///< last | all | N
    std::string device = "auto";
    Log log{};
  };
  /// [run] Throws Error(unavailable) for no such backbone, UsageError for its parameters.
  ArrayFeatures(const Session& session, const std::string& backbone, const Options& options);
  ~ArrayFeatures();

  std::int64_t sample_rate() const;
  std::int64_t width() const;

  /// [run] Throws DataError for a clip that is too short, or whose features are not finite.
  features::FeatureArray of(const AudioArray& clip);

 private:
  std::unique_ptr<host::Registry> registry_;
  std::unique_ptr<features::OneClip> one_;
};

}  // namespace serhost::app
