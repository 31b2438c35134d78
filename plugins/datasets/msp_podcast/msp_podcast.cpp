// MSP-Podcast: segments of podcasts, labelled by several workers each. Names of folders and files
// differ from release to release.
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/labels.hpp>
#include <serhost/readers/splits.hpp>

#include "labels.hpp"

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

const readers::LabelTable kClasses{
    {"A", "anger"}, {"H", "happiness"}, {"S", "sadness"},  {"N", "neutral"}, {"U", "surprise"},
    {"F", "fear"},  {"D", "disgust"},   {"C", "contempt"}, {"O", "other"},   {"X", ""}};

/// What releases and copies call the folder of labels and its files, the newest first.
fs::path label_file(const fs::path& folder, const std::string& kind) {
  for (const char* labels : {"Labels", "labels", "label", "."})
    for (const char* extension : {".csv", ".json"})
      if (auto found = readers::first_of(folder / labels, {"labels_" + kind + extension});
          !found.empty())
        return found;
  return {};
}

fs::path consensus_file(const fs::path& folder) {
  const auto file = label_file(folder, "consensus");
  return file.empty() ? label_file(folder, "concensus") : file;
}

class MspPodcast final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  MspPodcast(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = readers::folder_holding(
        root_, "MSP-Podcast", "Labels/labels_consensus.csv (or .json, or labels_concensus)",
        [](const fs::path& at) { return !consensus_file(at).empty(); });
    const auto file = consensus_file(folder);
    readers::Problems problems(file);
    auto table = msp_podcast::read_consensus(file, problems);
    problems.throw_if_any();
    std::map<std::string, std::map<std::string, double>> votes;
    if (const auto detailed = label_file(folder, "detailed"); !detailed.empty()) {
      readers::Problems own(detailed);
      votes = msp_podcast::read_votes(detailed, own);
      own.throw_if_any();
    }
    auto audio = readers::first_of(folder, {"Audios", "Audio", "audios", "audio"});
    if (audio.empty()) audio = folder / "Audios";
    readers::Clips clips(problems);
    for (auto& row : table.rows) {
      const auto place = file.string() + ":" + std::to_string(row.line);
      if (auto one = clip(readers::Fields(std::move(row), false, problems), audio, votes))
        clips.add(std::move(*one), place);
    }
    return std::move(clips).sorted();
  }

  /// Counts differ from release to release, and none is given.
  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "MSP-Podcast";
    out.license = "academic license of the MSP laboratory";
    out.citation =
        "Lotfian, Busso, Building naturalistic emotionally balanced speech corpus by retrieving "
        "emotional speech from existing podcast recordings, IEEE Transactions on Affective "
        "Computing 10, 2019";
    out.homepage = "https://ecs.utdallas.edu/research/researchlabs/msp-lab/MSP-Podcast.html";
    out.ratings = {{"arousal", {1, 7}}, {"valence", {1, 7}}, {"dominance", {1, 7}}};
    return out;
  }

 private:
  static std::optional<serhost::Utterance> clip(
      readers::Fields fields, const fs::path& audio,
      const std::map<std::string, std::map<std::string, double>>& votes) {
    const auto name = fields.text("FileName");
    if (!name || !name->ends_with(".wav") || name->find('/') != std::string::npos) {
      fields.wrong("has no FileName such as MSP-PODCAST_0001_0008.wav");
      return std::nullopt;
    }
    serhost::Utterance one;
    one.key = name->substr(0, name->size() - 4);
    one.audio = fs::absolute(audio) / *name;
    if (const auto code = fields.text("EmoClass"); code && !kClasses.apply(*code, one))
      fields.wrong("EmoClass is '" + *code + "'; expected one of " + kClasses.codes());
    for (const auto& [dimension, column] :
         {std::pair{"arousal", "EmoAct"}, {"valence", "EmoVal"}, {"dominance", "EmoDom"}})
      if (const auto rating = fields.real(column)) one.dimensions[dimension] = *rating;
    one.speaker = readers::known(fields.text("SpkrID").value_or(""));
    one.gender = readers::gender_of(fields.text("Gender").value_or(""));
    if (const auto split = fields.text("Split_Set")) {
      const auto part = readers::part_of(*split);
      one.split = part.empty() ? serhost::corpus::lowered(*split) : part;
    }
    one.session = podcast_of(one.key);
    if (const auto at = votes.find(*name); at != votes.end()) one.votes = at->second;
    one.language = "en";
    return one;
  }

  /// "1023" of MSP-PODCAST_1023_0235: people of one podcast speak in it alone.
  static std::optional<std::string> podcast_of(const std::string& key) {
    const auto begin = key.find('_');
    const auto end = begin == std::string::npos ? begin : key.find('_', begin + 1);
    if (end == std::string::npos || end == begin + 1) return std::nullopt;
    return key.substr(begin + 1, end - begin - 1);
  }

  serhost::DataRoot root_;
};

SERHOST_DATASET(MspPodcast, "msp_podcast",
                "MSP-Podcast: segments of podcasts, 8 emotions and three dimensions, English",
                .title = "MSP-Podcast", .order = 60);

}  // namespace

SERHOST_PLUGIN();
