// Windows of files and of pipes, in memory that does not grow with their length. Each window is
// computed as if it were alone, so that its answer depends neither on its neighbors nor on how fast
// samples arrive.
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "app/predict_parts.hpp"
#include "app/windows.hpp"
#include "audio/sections.hpp"
#include "audio/stream_resampler.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

/// What is said of one recording, window by window.
class Listening {
 public:
  Listening(Predicting& predicting, std::string key, std::string name, std::int64_t rate,
            const WindowRule& rule)
      : p_(predicting),
        key_(std::move(key)),
        name_(std::move(name)),
        rate_(p_.model.sample_rate()),
        resampler_(rate, rate_),
        windows_(rule.size, rule.hop, rate_, p_.model.shortest()) {}

  void add(std::span<const float> samples) {
    windows_.add(resampler_.add(samples));
    answer_what_is_there(p_.job.raw.has_value());
  }

  void finish() {
    windows_.add(resampler_.finish());
    windows_.finish();
    answer_what_is_there(true);
    if (samples() == 0) throw DataError(name_ + ": holds no samples");
    if (said_.empty())
      throw DataError(name_ + ": has " + count_of(static_cast<std::size_t>(samples()), "sample") +
                      " at " + std::to_string(rate_) + " Hz; the backbone needs at least " +
                      std::to_string(p_.model.shortest()));
  }

  const std::vector<Said>& said() const { return said_; }
  std::int64_t samples() const { return windows_.samples(); }

 private:
  /// As train.max_seconds and train.pad_short have it for whole clips.
  std::vector<float> as_trained(std::vector<float> samples) const {
    const auto& train = p_.rules;
    if (train.max_seconds) {
      const auto most = static_cast<std::size_t>(
          std::max<std::int64_t>(1, std::llround(*train.max_seconds * static_cast<double>(rate_))));
      if (samples.size() > most) {
        const auto from =
            samples.begin() + static_cast<std::ptrdiff_t>((samples.size() - most) / 2);
        samples = std::vector<float>(from, from + static_cast<std::ptrdiff_t>(most));
      }
    }
    const auto shortest = static_cast<std::size_t>(p_.model.shortest());
    if (train.pad_short && samples.size() < shortest) samples.resize(shortest);
    return samples;
  }

  /// Several at once where threads share the work; what comes of one is the same. `all`: also
  /// windows that are too few for the threads, for a listener who waits, or at the end.
  void answer_what_is_there(bool all) {
    const auto most = static_cast<std::size_t>(std::max(1, p_.threads));
    for (bool more = true; more;) {
      auto window = windows_.next();
      more = window.has_value();
      if (window) together_.push_back(std::move(*window));
      if (together_.empty() || (together_.size() < most && (more || !all))) continue;
      answer(together_);
      together_.clear();
      if (p_.job.stop && !p_.job.raw && p_.job.stop()) stopped_early(p_, "in " + name_);
    }
  }

  void answer(const std::vector<Window>& windows) {
    data::LoadedBatch batch;
    std::vector<std::string> names;
    std::vector<std::vector<float>> parts;
    std::vector<const Window*> heard;
    for (const auto& window : windows) {
      auto samples = as_trained(window.samples);
      if (static_cast<std::int64_t>(samples.size()) < p_.model.shortest()) continue;
      p_.unfamiliar.lasts(p_.job.windows ? "a window" : name_,
                          static_cast<double>(window.samples.size()) / static_cast<double>(rate_));
      batch.longest = std::max(batch.longest, static_cast<std::int64_t>(samples.size()));
      batch.lengths.push_back(static_cast<std::int64_t>(samples.size()));
      names.push_back(name_);
      parts.push_back(std::move(samples));
      heard.push_back(&window);
    }
    if (heard.empty()) return;
    batch.values.resize(parts.size() * static_cast<std::size_t>(batch.longest));
    for (std::size_t i = 0; i < parts.size(); ++i)
      std::copy(parts[i].begin(), parts[i].end(),
                batch.values.begin() +
                    static_cast<std::ptrdiff_t>(i) * static_cast<std::ptrdiff_t>(batch.longest));
    const auto answers = p_.model.answer_each(std::move(batch), names);
    const auto seconds = [&](std::int64_t sample) {
      return static_cast<double>(sample) / static_cast<double>(rate_);
    };
    for (std::size_t i = 0; i < heard.size(); ++i) {
      said_.push_back({key_, seconds(heard[i]->start), seconds(heard[i]->end()), answers[i]});
      p_.job.say(said_.back());
    }
    if (p_.job.flush) p_.job.flush();
    p_.observer.progress({"predict " + key_, samples() / rate_, 0, "seconds"});
    if (p_.journal == nullptr) said_.erase(said_.begin(), said_.end() - 1);
  }

  Predicting& p_;
  std::string key_, name_;
  std::int64_t rate_;
  audio::StreamResampler resampler_;
  Windows windows_;
  std::vector<Window> together_;  ///< that wait for threads to share them
  std::vector<Said> said_;        ///< without a journal the last alone
};

/// Waits for bytes. 0 at the end, or where the listener has had enough.
std::size_t read_some(const RawInput& input, const PredictJob& job, std::vector<char>& into) {
  for (;;) {
    constexpr int kLookUp = 200;  // milliseconds between two looks at `stop`
    if (job.stop && job.stop()) return 0;
    pollfd waiting{.fd = input.descriptor, .events = POLLIN, .revents = 0};
    const auto ready = ::poll(&waiting, 1, kLookUp);
    if (ready == 0 || (ready < 0 && errno == EINTR)) continue;
    const auto count = ::read(input.descriptor, into.data(), into.size());
    if (count >= 0) return static_cast<std::size_t>(count);
    if (errno != EINTR && errno != EAGAIN)
      throw Error(Exit::io, std::string("standard input: cannot be read: ") + std::strerror(errno));
  }
}

}  // namespace

void predict_windows(Predicting& predicting, const std::vector<features::AudioFile>& clips) {
  auto& p = predicting;
  for (const auto& clip : clips) {
    const auto* const before =
        p.journal == nullptr ? nullptr : p.journal->find(clip.key, clip.identity);
    if (before != nullptr) {
      for (const auto& said : *before) p.job.say(said);
      ++p.done.clips;
      ++p.done.taken_over;
      continue;
    }
    try {
      p.unfamiliar.heard(clip.file.string(), clip.sample_rate, clip.channels);
      Listening listening(p, clip.key, clip.file.string(), clip.sample_rate, *p.job.windows);
      audio::decode_in_sections(clip.file, [&](std::span<const float> samples) {
        // Not all at once: what is resampled would be held a second time.
        constexpr std::size_t kPiece = 1 << 16;
        for (std::size_t at = 0; at < samples.size(); at += kPiece)
          listening.add(samples.subspan(at, std::min(kPiece, samples.size() - at)));
      });
      listening.finish();
      if (p.journal != nullptr) p.journal->add(clip.key, clip.identity, listening.said());
      ++p.done.clips;
    } catch (const DataError& error) { p.done.damaged.add(error.exit(), error.what()); }
  }
  if (p.done.taken_over > 0)
    p.observer.log("going on: " + count_of(p.done.taken_over, "clip") + " of " +
                   std::to_string(clips.size()) + " taken over");
}

void predict_raw(Predicting& predicting, const RawInput& input) {
  auto& p = predicting;
  audio::RawPcm pcm(input.layout);
  std::optional<Listening> listening;
  // As a whole: one window that no stream fills.
  constexpr double kForever = 1e9;
  std::vector<char> bytes(1 << 16);
  const auto take = [&](std::span<const float> samples) {
    if (!pcm.begun()) return;
    if (!listening) {
      const auto& layout = pcm.layout();
      if (pcm.had_header())
        p.observer.log(
            "standard input begins with a WAV header: " + std::to_string(layout.sample_rate) +
            " Hz, " + count_of(static_cast<std::size_t>(layout.channels), "channel"));
      p.unfamiliar.heard("standard input", layout.sample_rate, layout.channels);
      listening.emplace(p, input.key, "standard input", layout.sample_rate,
                        p.job.windows.value_or(WindowRule{kForever, kForever}));
    }
    listening->add(samples);
  };
  while (const auto count = read_some(input, p.job, bytes)) take(pcm.add({bytes.data(), count}));
  if (!listening) throw DataError("standard input: holds no samples");
  listening->finish();
  if (pcm.left_over() > 0)
    p.observer.log("warning: standard input ends in the middle of a sample: " +
                   count_of(pcm.left_over(), "byte") + " left out");
  ++p.done.clips;
}

}  // namespace serhost::app
