// Predictions as programs that label sound read them: CSV, JSON lines, RTTM, TextGrid, Audacity,
// WebVTT.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "train/trained_model.hpp"

namespace serhost::app {

/// What the models say of a clip, or of a window of it.
struct Said {
  std::string key;
  double start = 0.0, end = 0.0;  ///< seconds
  train::Answer answer;           ///< as the columns are
};

/// A way to write them.
class PredictionFormat {
 public:
  virtual ~PredictionFormat() = default;
  /// Whether a text holds one recording, which it does not name.
  virtual bool one_recording() const { return false; }
  virtual std::string begin(const std::vector<std::string>&) const { return ""; }
  /// One prediction, as soon as it is there. `columns` as `begin` got them.
  virtual std::string line(const std::vector<std::string>&, const Said&) const { return ""; }
  /// What can only be written once all of a recording is known.
  virtual std::string whole(const std::vector<std::string>&, const std::vector<Said>&) const {
    return "";
  }
  /// Whether `whole` takes the place of `begin` and `line`.
  virtual bool needs_whole() const { return false; }
};

/// The names of the formats: csv, jsonl, rttm, textgrid, audacity, webvtt.
const std::vector<std::string>& prediction_formats();

/// Throws Error(usage) with the nearest name.
const PredictionFormat& find_prediction_format(const std::string& name);

/// The ending of a file of this format: ".csv".
std::string ending_of(const std::string& format);

/// In a few characters: the predicted class, the likeliest one, or "valence 0.312, arousal 0.48".
std::string label_of(const std::vector<std::string>& columns, const train::Answer& answer);

}  // namespace serhost::app
