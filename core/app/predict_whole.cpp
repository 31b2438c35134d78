// Whole clips, in the batches in which a run evaluates its test part: given the same clips, the
// answers are those of predictions.csv to the last bit.
#include <algorithm>
#include <map>
#include <optional>

#include "app/given_audio.hpp"
#include "app/opened_model.hpp"
#include "app/predict_parts.hpp"
#include "base/text.hpp"
#include "data/loading/batches.hpp"
#include "data/loading/loader.hpp"

namespace serhost::app {
namespace {

/// Clips of a batch that were loaded one by one, each cut and padded as training does it.
data::LoadedBatch padded_together(std::vector<data::LoadedBatch> clips) {
  data::LoadedBatch out;
  for (const auto& clip : clips) out.longest = std::max(out.longest, clip.longest);
  for (const auto& clip : clips) {
    out.clips.push_back(clip.clips.front());
    out.lengths.push_back(clip.lengths.front());
    out.values.insert(out.values.end(), clip.values.begin(), clip.values.end());
    out.values.resize(out.lengths.size() * static_cast<std::size_t>(out.longest));
  }
  return out;
}

class WholeClips {
 public:
  WholeClips(Predicting& predicting, const std::vector<features::AudioFile>& clips)
      : p_(predicting), clips_(clips), manifest_(manifest_of_files(clips)) {
    std::vector<std::size_t> all(clips.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    said_.resize(clips.size());
    for (auto& batch : data::evaluation_batches(manifest_, all, p_.rules)) {
      if (!take_over(batch)) batches_.push_back(std::move(batch));
    }
  }

  void run() {
    if (p_.done.taken_over > 0)
      p_.observer.log("going on: " + count_of(p_.done.taken_over, "clip") + " of " +
                      std::to_string(clips_.size()) + " taken over");
    std::vector<data::Batch> one_by_one;
    for (const auto& batch : batches_) {
      for (const auto clip : batch) one_by_one.push_back({clip});
    }
    data::ClipSource source(manifest_, p_.model.sample_rate(), 0);
    data::Loader loader(source, manifest_, std::move(one_by_one),
                        load_options(p_.model, p_.rules, p_.threads));
    for (const auto& batch : batches_) {
      stop_where_asked();
      answer(batch, loader);
      say_in_order();
      p_.observer.progress({"predict", static_cast<std::int64_t>(finished_),
                            static_cast<std::int64_t>(clips_.size()), "clips"});
    }
    say_in_order();
  }

 private:
  /// A batch that an interrupted job has finished: heard again in other company its clips would
  /// differ in the last digits.
  bool take_over(const data::Batch& batch) {
    if (p_.journal == nullptr) return false;
    std::vector<const std::vector<Said>*> found;
    for (const auto clip : batch) {
      found.push_back(p_.journal->find(clips_[clip].key, clips_[clip].identity));
      if (found.back() == nullptr) return false;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) said_[batch[i]] = *found[i];
    finished_ += batch.size();
    p_.done.clips += batch.size();
    p_.done.taken_over += batch.size();
    return true;
  }

  void stop_where_asked() const {
    if (p_.job.stop && p_.job.stop())
      stopped_early(
          p_, "after " + std::to_string(finished_) + " of " + count_of(clips_.size(), "clip"));
  }

  void answer(const data::Batch& batch, data::Loader& loader) {
    std::vector<data::LoadedBatch> loaded;
    std::vector<std::string> names;
    for (const auto clip : batch) {
      ++finished_;
      said_[clip].emplace();
      try {
        loaded.push_back(std::move(*loader.next()));
        names.push_back(clips_[clip].file.string());
        p_.unfamiliar.heard(names.back(), clips_[clip].sample_rate, clips_[clip].channels);
        p_.unfamiliar.lasts(names.back(), manifest_.clips[clip].seconds);
      } catch (const DataError& error) { p_.done.damaged.add(error.exit(), error.what()); }
    }
    if (loaded.empty()) return;
    auto together = padded_together(std::move(loaded));
    const auto heard = together.clips;
    const auto answers = p_.model.answer(std::move(together), names);
    for (std::size_t i = 0; i < heard.size(); ++i) {
      const auto& clip = clips_[heard[i]];
      const auto seconds = manifest_.clips[heard[i]].seconds;
      said_[heard[i]]->push_back({clip.key, 0.0, seconds, answers[i]});
      if (p_.journal != nullptr) p_.journal->add(clip.key, clip.identity, *said_[heard[i]]);
      ++p_.done.clips;
    }
  }

  void say_in_order() {
    for (; next_ < said_.size() && said_[next_]; ++next_) {
      for (const auto& said : *said_[next_]) p_.job.say(said);
      said_[next_]->clear();
    }
    if (p_.job.flush) p_.job.flush();
  }

  Predicting& p_;
  const std::vector<features::AudioFile>& clips_;
  data::Manifest manifest_;
  std::vector<data::Batch> batches_;
  std::vector<std::optional<std::vector<Said>>> said_;  ///< by clip; empty where it is damaged
  std::size_t next_ = 0, finished_ = 0;
};

}  // namespace

void predict_whole(Predicting& predicting, const std::vector<features::AudioFile>& clips) {
  WholeClips(predicting, clips).run();
}

}  // namespace serhost::app
