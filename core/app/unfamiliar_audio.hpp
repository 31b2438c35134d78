// What a model was not trained for, said once for each kind, with the first clip that shows it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "app/trained_run.hpp"

namespace serhost::app {

class UnfamiliarAudio {
 public:
  using Log = std::function<void(const std::string&)>;

  /// Says which classes there are.
  UnfamiliarAudio(const train::AudioModel& model, Log log);

  /// From now on lengths are compared with those of the run's clips.
  void compare_with(const TrainedRun& trained);

  /// `name`: the file, as messages call it.
  void heard(const std::string& name, std::int64_t sample_rate, std::int64_t channels);
  void lasts(const std::string& name, double seconds);

 private:
  void once(const std::string& kind, const std::string& line);

  std::int64_t sample_rate_;
  std::optional<double> shortest_, longest_;  ///< seconds of the run's clips, where it says so
  std::optional<double> cut_;                 ///< train.max_seconds
  Log log_;
  std::set<std::string> said_;
};

}  // namespace serhost::app
