// RAVDESS speech and song: everything is in the file name, MM-CC-EE-II-SS-RR-AA.wav. Some copies
// hold a second copy of all files one folder further down, so a name counts once, where it lies
// highest.
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>

namespace {

constexpr const char* kEmotions[] = {"neutral", "calm", "happiness", "sadness",
                                     "anger",   "fear", "disgust",   "surprise"};
constexpr const char* kTexts[] = {"Kids are talking by the door", "Dogs are sitting by the door"};

std::ptrdiff_t depth(const std::filesystem::path& file) {
  return std::distance(file.begin(), file.end());
}

class Ravdess final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {
    std::string channel = "speech";
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("channel", &Options::channel)
        .one_of({"speech", "song", "both"})
        .help("speech, song, or both");
  }

  Ravdess(const Options& options, const serhost::DataRoot& root) : options_(options), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::corpus::folder_of(
        root_, "the folder of RAVDESS, which holds Actor_01/03-01-01-01-01-01-01.wav and others");
    // Audio only (03); channel, emotion, intensity, statement, repetition, actor.
    const auto name = serhost::corpus::pattern_of(
        root_, "^03-(01|02)-(0[1-8])-(0[12])-(0[12])-(0[12])-(0[1-9]|1[0-9]|2[0-4])$");
    std::map<std::string, serhost::Utterance> found;  // sorted by key
    std::size_t others = 0, copies = 0;
    std::map<std::string, std::size_t> there = {{"speech", 0}, {"song", 0}};
    for (const auto& file : serhost::corpus::files_below(folder, {"wav"}, 5)) {
      const auto stem = file.stem().string();
      const auto part = name->search(stem);
      if (part.empty()) {
        ++others;
        continue;
      }
      const std::string channel = part[1] == "01" ? "speech" : "song";
      ++there[channel];
      if (options_.channel != "both" && options_.channel != channel) continue;
      const auto [at, fresh] = found.try_emplace(stem);
      if (!fresh) ++copies;
      if (fresh || depth(file) < depth(at->second.audio))
        at->second = utterance(file, stem, part, channel);
    }
    if (found.empty())
      throw std::runtime_error(
          folder.string() + ": holds no RAVDESS " +
          (options_.channel == "both" ? "recording" : options_.channel) +
          ": looked up to five folders down for names such as 03-01-01-01-01-01-01.wav and found " +
          std::to_string(there["speech"]) + " of speech, " + std::to_string(there["song"]) +
          " of song and " + std::to_string(others) + " other wav files; set root or channel");
    if (copies > 0)
      serhost::corpus::note(root_, "ravdess: " + std::to_string(copies) +
                                       " files are there twice, by name, and are taken once");
    std::vector<serhost::Utterance> out;
    for (auto& [key, one] : found) out.push_back(std::move(one));
    return out;
  }

  serhost::CorpusFacts facts() const override {
    return {.title = "RAVDESS",
            .license = "CC-BY-NC-SA-4.0",
            .citation =
                "Livingstone, Russo, The Ryerson audio-visual database of emotional speech "
                "and song (RAVDESS), PLOS ONE 2018",
            .homepage = "https://doi.org/10.5281/zenodo.1188976",
            .counts = counts_of(options_.channel)};
  }

 private:
  static serhost::Utterance utterance(const std::filesystem::path& file, const std::string& stem,
                                      const std::vector<std::string>& part,
                                      const std::string& channel) {
    serhost::Utterance one;
    one.key = stem;
    one.audio = std::filesystem::absolute(file);
    one.corpus_label = part[2];
    one.label = kEmotions[std::stoi(one.corpus_label) - 1];
    one.extra["intensity"] = part[3] == "01" ? "normal" : "strong";
    one.sentence = part[4];
    one.text = kTexts[std::stoi(*one.sentence) - 1];
    one.extra["repetition"] = part[5];
    one.extra["vocal_channel"] = channel;
    one.speaker = part[6];
    one.gender = std::stoi(*one.speaker) % 2 == 1 ? "male" : "female";
    one.language = "en";
    return one;
  }

  /// Of speech 192 clips an emotion and 96 neutral ones; of song 184 and 92, without actor 18,
  /// disgust and surprise.
  static serhost::PublishedCounts counts_of(const std::string& channel) {
    serhost::PublishedCounts out;
    const bool speech = channel != "song", song = channel != "speech";
    out.clips = (speech ? 1440 : 0) + (song ? 1012 : 0);
    out.speakers = speech ? 24 : 23;
    for (const std::string emotion : kEmotions) {
      const bool sung = song && emotion != "disgust" && emotion != "surprise";
      const auto count = (speech ? 192 : 0) + (sung ? 184 : 0);
      out.labels[emotion] = emotion == "neutral" ? count / 2 : count;
      if (count == 0) out.labels.erase(emotion);
    }
    return out;
  }

  Options options_;
  serhost::DataRoot root_;
};

SERHOST_DATASET(Ravdess, "ravdess", "RAVDESS speech and song: 24 actors, 8 emotions, English",
                .title = "RAVDESS", .order = 30);

}  // namespace

SERHOST_PLUGIN();
