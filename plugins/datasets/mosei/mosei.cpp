// CMU-MOSEI: opinions in videos, rated by three workers each; as its own archive has it, or as MMSA
// packs it.
#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>

#include "raw.hpp"
#include "sentiment.hpp"

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

constexpr const char* kTranscripts = "Transcript/Segmented/Combined";

class Mosei final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {
    std::string target = "sentiment";
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("target", &Options::target)
        .one_of({"sentiment", "emotion"})
        .help(
            "the label: negative, neutral or positive; or the emotion that is rated highest, "
            "none where two are or where none is above 0");
  }
  Mosei(const Options& options, const serhost::DataRoot& root) : options_(options), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = readers::folder_holding(
        root_, "CMU-MOSEI",
        "Raw with Transcript/Segmented/Combined, Labels and Audio, or MMSA's label.csv",
        [](const fs::path& at) { return !raw_of(at).empty() || fs::exists(at / "label.csv"); });
    const auto raw = raw_of(folder);
    if (raw.empty() && options_.target == "emotion")
      throw std::invalid_argument(
          "target = 'emotion' needs the corpus's own Raw/Labels; MMSA's label.csv in " +
          folder.string() + " rates sentiment alone");
    auto clips = raw.empty() ? cmu::read_mmsa(folder) : read_raw(raw);
    cmu::take_folds(folder, clips);
    return clips;
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "CMU-MOSEI";
    out.license = "CMU Multimodal SDK license; the videos are their authors'";
    out.citation =
        "Zadeh et al., Multimodal language analysis in the wild: CMU-MOSEI dataset and "
        "interpretable dynamic fusion graph, ACL 2018";
    out.homepage = "http://multicomp.cs.cmu.edu/resources/cmu-mosei-dataset";
    out.counts.clips = 23453;
    out.counts.copies = {{22856, "in MMSA's packaging"}};
    out.ratings = {{"sentiment", {-3, 3}}, {"happiness", {0, 3}}, {"sadness", {0, 3}},
                   {"anger", {0, 3}},      {"surprise", {0, 3}},  {"disgust", {0, 3}},
                   {"fear", {0, 3}}};
    return out;
  }

 private:
  static fs::path raw_of(const fs::path& folder) {
    for (const auto& at : {folder / "Raw", folder})
      if (fs::is_directory(at / kTranscripts) && fs::is_directory(at / "Labels")) return at;
    return {};
  }

  std::vector<serhost::Utterance> read_raw(const fs::path& raw) const {
    readers::Problems problems;
    const auto labels = mosei::read_labels(raw / "Labels", problems);
    readers::Clips clips(problems);
    std::size_t unrated = 0;
    for (const auto& file : serhost::corpus::files_below(raw / kTranscripts, {"txt"}, 0)) {
      const auto video = file.stem().string();
      for (const auto& segment : mosei::read_transcript(file, problems)) {
        auto one = clip(raw, video, segment);
        const auto ratings = labels.find(one.key);
        if (ratings == labels.end()) ++unrated;
        else rate(one, ratings->second);
        clips.add(std::move(one), file.string() + ":" + std::to_string(segment.line));
      }
    }
    if (unrated > 0)
      serhost::corpus::note(root_, "mosei: " + std::to_string(unrated) +
                                       " segments have no rating in " + (raw / "Labels").string());
    return std::move(clips).sorted();
  }

  static serhost::Utterance clip(const fs::path& raw, const std::string& video,
                                 const mosei::Segment& segment) {
    serhost::Utterance one;
    one.key = cmu::key_of(video, segment.clip);
    one.audio = fs::absolute(raw) / "Audio" / "Full" / "WAV_16000" / (video + ".wav");
    one.start = segment.start;
    one.end = segment.end;
    one.session = video;
    one.language = "en";
    if (!segment.text.empty()) one.text = segment.text;
    return one;
  }

  void rate(serhost::Utterance& one, const mosei::Ratings& ratings) const {
    one.dimensions = ratings;
    if (const auto at = ratings.find("sentiment"); at != ratings.end())
      cmu::set_sentiment(one, at->second);
    if (options_.target == "sentiment") return;
    one.label.reset();
    one.corpus_label.clear();
    double highest = 0.0;
    for (const auto& [name, rating] : ratings) {
      if (name != "sentiment") one.votes[name] = rating;  // intensities of several emotions at once
      if (name == "sentiment" || rating < highest || rating <= 0.0) continue;
      one.label = rating > highest ? std::optional(name) : std::nullopt;
      highest = rating;
    }
    if (one.label) one.corpus_label = *one.label;
  }

  Options options_;
  serhost::DataRoot root_;
};

SERHOST_DATASET(Mosei, "mosei",
                "CMU-MOSEI: opinions in videos, sentiment and six emotions rated, English",
                .title = "CMU-MOSEI", .order = 80);

}  // namespace

SERHOST_PLUGIN();
