// Speech-like recordings made on demand, so that everything can be tried without a corpus.
// Speakers, sentences and emotions are drawn from a seed; the same seed and key give the same
// samples.
#include <algorithm>
#include <cstdio>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <stdexcept>
#include <unordered_map>

#include "voice.hpp"

namespace {

constexpr std::int64_t kMostClips = 1000000;

class Synthetic final : public serhost::Dataset,
                        public serhost::ReadsAudio,
                        public serhost::Documented {
 public:
  struct Options {
    std::int64_t speakers = 10, sentences = 6, takes = 2;
    std::vector<std::string> emotions = {"anger", "happiness", "neutral", "sadness"};
    std::int64_t sample_rate = 16000;
    double overlap = 0.0, variation = 0.4;
    std::int64_t seed = 0;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("speakers", &Options::speakers)
        .at_least(1)
        .at_most(1000)
        .help("voices; men and women alternate, two per session");
    schema.add("sentences", &Options::sentences)
        .at_least(1)
        .at_most(1000)
        .help("sentences that every speaker says in every emotion");
    schema.add("takes", &Options::takes).at_least(1).at_most(1000).help("repetitions of each");
    schema.add("emotions", &Options::emotions)
        .help("labels; the four defaults are hand-designed, others are derived from their name");
    schema.add("sample_rate", &Options::sample_rate).at_least(8000).at_most(48000).help("Hz");
    schema.add("overlap", &Options::overlap)
        .at_least(0)
        .at_most(1)
        .help("0: emotions maximally different; 1: no difference (chance level)");
    schema.add("variation", &Options::variation)
        .at_least(0)
        .at_most(4)
        .help("spread within an emotion, in units of the spread between emotions");
    schema.add("seed", &Options::seed)
        .at_least(0)
        .at_most(9223372036854775807.0)
        .help("of voices, sentences and takes; another seed is another corpus");
  }

  Synthetic(const Options& options, const serhost::DataRoot&)
      : options_(options), seed_(static_cast<std::uint64_t>(options.seed)) {
    if (options.emotions.size() < 2)
      throw std::invalid_argument("emotions needs at least two names, found " +
                                  std::to_string(options.emotions.size()));
    for (const auto& name : options.emotions) {
      if (name.empty() || name.find('/') != std::string::npos)
        throw std::invalid_argument("emotions: '" + name +
                                    "' is not a name; expected text without '/'");
      if (std::count(options.emotions.begin(), options.emotions.end(), name) > 1)
        throw std::invalid_argument("emotions names '" + name + "' twice");
      emotions_.push_back(synthetic::make_emotion(name));
    }
    const auto clips = options.speakers * options.sentences * options.takes *
                       static_cast<std::int64_t>(options.emotions.size());
    if (clips > kMostClips)
      throw std::invalid_argument("speakers, sentences, takes and emotions make " +
                                  std::to_string(clips) + " clips; expected at most " +
                                  std::to_string(kMostClips));
    for (std::int64_t i = 0; i < options.speakers; ++i)
      speakers_.push_back(synthetic::make_speaker(seed_, static_cast<std::size_t>(i)));
    for (std::int64_t i = 0; i < options.sentences; ++i)
      sentences_.push_back(synthetic::make_sentence(seed_, static_cast<std::size_t>(i)));
    for (std::size_t speaker = 0; speaker < speakers_.size(); ++speaker)
      for (std::size_t emotion = 0; emotion < emotions_.size(); ++emotion)
        for (std::size_t sentence = 0; sentence < sentences_.size(); ++sentence)
          for (std::size_t take = 0; take < static_cast<std::size_t>(options.takes); ++take) {
            const Item item{speaker, emotion, sentence, take};
            items_.emplace(key_of(item), item);
          }
  }

  std::vector<serhost::Utterance> utterances() override {
    std::vector<serhost::Utterance> out;
    for (const auto& [key, item] : items_) out.push_back(utterance(key, item));
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return out;
  }

  serhost::CorpusFacts facts() const override {
    return {.title = "synthetic",
            .license = "",
            .citation = "",
            .homepage = "",
            .ratings = {{"valence", {1, 5}}, {"arousal", {1, 5}}, {"dominance", {1, 5}}},
            .counts = {},
            .known_bad = {}};
  }

  serhost::Waveform read(const serhost::Utterance& one) const override {
    // The host may put the corpus's name and '/' before the key.
    const auto key = one.key.substr(one.key.rfind('/') + 1);
    const auto at = items_.find(key);
    if (at == items_.end())
      throw std::runtime_error("synthetic: there is no utterance '" + one.key +
                               "'; keys look like s01-anger-t01-1");
    serhost::Waveform wave{synthetic::speak(plan(key, at->second), options_.sample_rate,
                                            synthetic::Random(seed_, "voice/" + key)),
                           options_.sample_rate};
    if (one.channel.value_or(0) != 0)
      throw std::runtime_error("synthetic: " + one.key + " has one channel, 0; asked for " +
                               std::to_string(*one.channel));
    const auto rate = static_cast<double>(options_.sample_rate);
    const auto count = static_cast<std::int64_t>(wave.samples.size());
    const auto first =
        std::clamp<std::int64_t>(std::llround(one.start.value_or(0.0) * rate), 0, count);
    const auto last =
        one.end ? std::clamp<std::int64_t>(std::llround(*one.end * rate), first, count) : count;
    if (first == 0 && last == count) return wave;
    return {{wave.samples.begin() + first, wave.samples.begin() + last}, options_.sample_rate};
  }

 private:
  struct Item {
    std::size_t speaker, emotion, sentence, take;
  };

  static std::string two_digits(std::size_t number) {
    char text[24];
    std::snprintf(text, sizeof text, "%02zu", number);
    return text;
  }

  std::string key_of(const Item& item) const {
    return "s" + two_digits(item.speaker + 1) + "-" + emotions_[item.emotion].name + "-t" +
           two_digits(item.sentence + 1) + "-" + std::to_string(item.take + 1);
  }

  synthetic::Plan plan(const std::string& key, const Item& item) const {
    return synthetic::make_plan(seed_, key, speakers_[item.speaker], sentences_[item.sentence],
                                emotions_[item.emotion], {options_.overlap, options_.variation});
  }

  serhost::Utterance utterance(const std::string& key, const Item& item) const {
    const auto made = plan(key, item);
    const auto& emotion = emotions_[item.emotion];
    serhost::Utterance one;
    one.key = key;
    one.start = 0.0;
    one.end = static_cast<double>(synthetic::sample_count(made, options_.sample_rate)) /
              static_cast<double>(options_.sample_rate);
    one.label = one.corpus_label = emotion.name;
    one.speaker = "s" + two_digits(item.speaker + 1);
    one.gender = speakers_[item.speaker].female ? "female" : "male";
    one.sentence = "t" + two_digits(item.sentence + 1);
    const auto session = item.speaker / 2 + 1;
    one.session = std::to_string(session);
    // Two speakers by turns go through the sentences in one mood, then in the next: what came
    // before tells something.
    one.dialogue = "d" + two_digits(session) + "-" + std::to_string(item.take + 1);
    synthetic::Random mood(seed_, "mood/" + *one.dialogue);
    const auto place = (item.emotion + mood.below(emotions_.size())) % emotions_.size();
    one.turn = static_cast<std::int64_t>((place * sentences_.size() + item.sentence) * 2 +
                                         item.speaker % 2);
    one.extra["take"] = std::to_string(item.take + 1);
    rate(key, made, emotion, one);
    return one;
  }

  /// What five listeners would have said: ratings follow how strongly the emotion is shown.
  void rate(const std::string& key, const synthetic::Plan& made, const synthetic::Emotion& emotion,
            serhost::Utterance& one) const {
    synthetic::Random listener(seed_, "listeners/" + key);
    static constexpr const char* kNames[] = {"valence", "arousal", "dominance"};
    for (std::size_t i = 0; i < 3; ++i)
      one.dimensions[kNames[i]] = std::clamp(
          3.0 + made.strength * (emotion.dimensions[i] - 3.0) + listener.normal(0.0, 0.2), 1.0,
          5.0);
    for (int vote = 0; vote < 5; ++vote) {
      const bool heard = listener.uniform() < 0.35 + 0.5 * made.strength;
      const auto other = listener.below(emotions_.size());
      one.votes[heard ? emotion.name : emotions_[other].name] += 1.0;
    }
  }

  Options options_;
  std::uint64_t seed_;
  std::vector<synthetic::Emotion> emotions_;
  std::vector<synthetic::Speaker> speakers_;
  std::vector<std::vector<synthetic::Segment>> sentences_;
  std::unordered_map<std::string, Item> items_;
};

SERHOST_DATASET(Synthetic, "synthetic",
                "emotional speech-like audio generated on demand: no download needed");

}  // namespace

SERHOST_PLUGIN();
