// Arrays take the way of a corpus that reads its audio itself, so that they are cut, padded and
// checked as clips of files are.
#include "app/audio_array.hpp"

#include <algorithm>
#include <utility>

#include "app/experiment_check.hpp"
#include "audio/mixer.hpp"
#include "audio/sample_rules.hpp"
#include "base/parallel.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace {

constexpr std::int64_t kMostChannels = 1024;

class Arrays final : public Dataset, public ReadsAudio {
 public:
  explicit Arrays(const std::vector<AudioArray>& clips) : clips_(clips) {}
  std::vector<Utterance> utterances() override { return {}; }
  Waveform read(const Utterance& utterance) const override {
    auto read = waveform_of(clips_[static_cast<std::size_t>(*utterance.turn)]);
    return {std::move(read.samples), read.sample_rate};
  }

 private:
  const std::vector<AudioArray>& clips_;
};

std::string name_of(std::size_t index, std::size_t count) {
  return count == 1 ? "the array" : "array " + std::to_string(index + 1);
}

data::Manifest manifest_of(const std::vector<AudioArray>& clips) {
  data::Manifest out;
  data::Corpus corpus;
  corpus.name = "arrays";
  corpus.dataset = std::make_shared<Arrays>(clips);
  out.corpora.push_back(std::move(corpus));
  for (std::size_t i = 0; i < clips.size(); ++i) {
    data::Clip one;
    one.utterance.key = name_of(i, clips.size());
    one.utterance.turn = static_cast<std::int64_t>(i);
    const auto& [samples, channels, rate] = clips[i];
    one.seconds = static_cast<double>(samples.size()) /
                  static_cast<double>(std::max<std::int64_t>(1, channels * rate));
    out.clips.push_back(std::move(one));
  }
  return out;
}

}  // namespace

audio::Waveform waveform_of(const AudioArray& array) {
  const auto& [samples, channels, rate] = array;
  if (channels < 1 || channels > kMostChannels)
    throw DataError("has " + std::to_string(channels) + " channels; expected 1 to " +
                    std::to_string(kMostChannels));
  if (samples.size() % static_cast<std::size_t>(channels) != 0)
    throw DataError("has " + count_of(samples.size(), "sample") + ", which is no multiple of its " +
                    std::to_string(channels) + " channels");
  audio::Waveform out{{}, rate};
  const auto frames = static_cast<std::int64_t>(samples.size()) / channels;
  out.samples.reserve(static_cast<std::size_t>(frames));
  audio::Mixer mixer("the array", rate, 0, channels);
  for (std::int64_t frame = 0; frame < frames; ++frame)
    out.samples.push_back(mixer.mix(samples.data() + frame * channels, frame));
  mixer.check();
  if (const auto why = audio::unusable(out); !why.empty()) throw DataError(why);
  return out;
}

ArrayModel::ArrayModel(const Session& session, const std::filesystem::path& path,
                       const Options& options)
    : threads_(threads_to_use(session.threads)),
      log_(options.log ? options.log : [](const std::string&) {}),
      opened_(open_model(path, options.chosen, registry_of(session),
                         {options.device, threads_, [](const Progress&) {}, log_})),
      unfamiliar_(*opened_.model, log_) {
  if (opened_.trained) unfamiliar_.compare_with(*opened_.trained);
}

std::string ArrayModel::members() const {
  return opened_.trained ? words_of(opened_.trained->members) : "";
}

std::vector<train::Answer> ArrayModel::answer(const std::vector<AudioArray>& clips) {
  const auto manifest = manifest_of(clips);
  std::vector<data::Batch> batches;
  for (std::size_t i = 0; i < clips.size(); ++i) {
    const auto& key = manifest.clips[i].utterance.key;
    unfamiliar_.heard(key, clips[i].sample_rate, clips[i].channels);
    unfamiliar_.lasts(key, manifest.clips[i].seconds);
    if (i % static_cast<std::size_t>(opened_.rules.batch_size) == 0) batches.emplace_back();
    batches.back().push_back(i);
  }
  data::ClipSource source(manifest, opened_.model->sample_rate(), 0);
  data::Loader loader(source, manifest, batches,
                      load_options(*opened_.model, opened_.rules, threads_));
  std::vector<train::Answer> out;
  for (const auto& batch : batches) {
    std::vector<std::string> names;
    for (const auto clip : batch) names.push_back(manifest.clips[clip].utterance.key);
    for (auto& answer : opened_.model->answer_each(*loader.next(), names))
      out.push_back(std::move(answer));
  }
  return out;
}

}  // namespace serhost::app
