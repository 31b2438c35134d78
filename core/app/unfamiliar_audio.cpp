// Compares new audio with what the run's list of clips says of its own.
#include "app/unfamiliar_audio.hpp"

#include <algorithm>
#include <cmath>

#include "app/audio_check.hpp"
#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

constexpr double kFar = 2.0;  // times as long as the longest, or as short as the shortest

std::string brief(double seconds) { return exact(std::round(100.0 * seconds) / 100.0) + " s"; }

}  // namespace

UnfamiliarAudio::UnfamiliarAudio(const train::AudioModel& model, Log log)
    : sample_rate_(model.sample_rate()), log_(std::move(log)) {
  if (!model.classes().empty())
    log_("the model knows " + count_of(model.classes().size(), "class", "classes") + ": " +
         join(model.classes(), ", ") + "; whatever else is heard is put into one of them");
}

void UnfamiliarAudio::compare_with(const TrainedRun& trained) {
  cut_ = trained.experiment.train.max_seconds;
  const auto list = trained.folder / kClipsFile;
  if (!std::filesystem::exists(list)) return;
  for (const auto& row : read_csv(read_file(list)).rows) {
    double seconds = 0.0;
    if (row.fields.size() != 3 || !read_number(row.fields[1], seconds) || seconds <= 0.0) continue;
    shortest_ = std::min(shortest_.value_or(seconds), seconds);
    longest_ = std::max(longest_.value_or(seconds), seconds);
  }
}

void UnfamiliarAudio::once(const std::string& kind, const std::string& line) {
  if (said_.insert(kind).second) log_(line);
}

void UnfamiliarAudio::heard(const std::string& name, std::int64_t sample_rate,
                            std::int64_t channels) {
  const auto rate = std::to_string(sample_rate), wanted = std::to_string(sample_rate_);
  if (sample_rate < sample_rate_)
    once("lower rate", "warning: " + name + " is at " + rate + " Hz and the model hears " + wanted +
                           " Hz: it is resampled, but nothing above " +
                           std::to_string(sample_rate / 2) + " Hz is there to be heard");
  else if (sample_rate > sample_rate_)
    once("higher rate",
         name + " is at " + rate + " Hz: it is resampled to the model's " + wanted + " Hz");
  if (channels > 1)
    once("channels", name + " has " + std::to_string(channels) + " channels: their mean is heard");
}

void UnfamiliarAudio::lasts(const std::string& name, double seconds) {
  if (cut_ && seconds > *cut_)
    once("cut", name + " lasts " + brief(seconds) + ", longer than train.max_seconds = " +
                    exact(*cut_) + ": only its middle is heard, as in the test of the run");
  if (longest_ && seconds > kFar * *longest_)
    once("long", "warning: " + name + " lasts " + brief(seconds) +
                     "; the longest clip of the run lasted " + brief(*longest_) +
                     ": the model was not trained for such lengths");
  if (shortest_ && seconds * kFar < *shortest_)
    once("short", "warning: " + name + " lasts " + brief(seconds) +
                      "; the shortest clip of the run lasted " + brief(*shortest_) +
                      ": the model was not trained for such lengths");
}

}  // namespace serhost::app
