// MELD: three lists of utterances of "Friends". Ids begin anew in every part, so that the part
// belongs to the key.
#include <array>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/labels.hpp>

namespace {

namespace fs = std::filesystem;
using serhost::readers::Fields;
using serhost::readers::Problems;

struct Part {
  const char *name, *split, *list, *clips;
};

constexpr std::array<Part, 3> kParts = {{
    {"train", "train", "train_sent_emo.csv", "train_splits"},
    {"dev", "validation", "dev_sent_emo.csv", "dev_splits_complete"},
    {"test", "test", "test_sent_emo.csv", "output_repeated_splits_test"},
}};

const serhost::readers::LabelTable kEmotions{
    {"neutral", "neutral"}, {"joy", "happiness"},   {"surprise", "surprise"}, {"anger", "anger"},
    {"sadness", "sadness"}, {"disgust", "disgust"}, {"fear", "fear"}};

class Meld final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  Meld(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::readers::folder_holding(
        root_, "MELD", "train_sent_emo.csv, dev_sent_emo.csv or test_sent_emo.csv",
        [](const fs::path& at) {
          for (const auto& part : kParts)
            if (!list_of(at, part).empty()) return true;
          return false;
        });
    Problems problems;
    serhost::readers::Clips clips(problems);
    std::string absent;
    for (const auto& part : kParts) {
      const auto list = list_of(folder, part);
      if (list.empty()) absent += (absent.empty() ? "" : ", ") + std::string(part.list);
      else read_part(folder, list, part, clips);
    }
    if (!absent.empty())
      serhost::corpus::note(root_, "meld: " + absent + " not found below " + folder.string());
    return std::move(clips).sorted();
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "MELD";
    out.license = "GPL-3.0-only (lists); the videos are of a television series";
    out.citation =
        "Poria et al., MELD: a multimodal multi-party dataset for emotion recognition in "
        "conversations, ACL 2019";
    out.homepage = "https://affective-meld.github.io";
    out.counts.clips = 13708;
    out.counts.labels = {{"neutral", 6436}, {"happiness", 2308}, {"surprise", 1636},
                         {"anger", 1607},   {"sadness", 1002},   {"disgust", 361},
                         {"fear", 358}};
    out.counts.splits = {{"train", 9989}, {"validation", 1109}, {"test", 2610}};
    out.counts.copies = {{13706, "without the two clips that cannot be used"}};
    out.known_bad = {{"train/dia125_utt3", "is damaged in the official archive"},
                     {"dev/dia110_utt7", "is not in the official archive"}};
    return out;
  }

 private:
  static fs::path list_of(const fs::path& folder, const Part& part) {
    return serhost::readers::first_of(folder, {part.list, std::string(part.name) + "/" + part.list,
                                               std::string("data/MELD/") + part.list});
  }

  void read_part(const fs::path& folder, const fs::path& list, const Part& part,
                 serhost::readers::Clips& clips) const {
    Problems problems(list);
    auto table = serhost::readers::read_table(list, problems);
    problems.throw_if_any();
    auto audio =
        serhost::readers::first_of(folder, {std::string(part.name) + "/" + part.clips, part.clips});
    if (audio.empty()) audio = folder / part.name / part.clips;
    for (auto& row : table.rows) {
      const auto place = list.string() + ":" + std::to_string(row.line);
      if (auto one = clip(Fields(std::move(row), false, problems), part, audio))
        clips.add(std::move(*one), place);
    }
    problems.throw_if_any();
  }

  /// Nothing for a row at fault.
  static std::optional<serhost::Utterance> clip(Fields fields, const Part& part,
                                                const fs::path& audio) {
    const auto dialogue = fields.integer("Dialogue_ID"), turn = fields.integer("Utterance_ID");
    const auto emotion = fields.text("Emotion");
    if (!dialogue || !turn || !emotion) {
      fields.wrong("has no Dialogue_ID, Utterance_ID or Emotion");
      return std::nullopt;
    }
    const auto stem = "dia" + std::to_string(*dialogue) + "_utt" + std::to_string(*turn);
    serhost::Utterance one;
    one.key = std::string(part.name) + "/" + stem;
    one.audio = fs::absolute(clip_file(audio, stem));
    if (!kEmotions.apply(*emotion, one))
      fields.wrong("Emotion is '" + *emotion + "'; expected one of " + kEmotions.codes());
    one.speaker = fields.text("Speaker");
    one.dialogue = std::string(part.name) + "/" + std::to_string(*dialogue);
    one.turn = *turn;
    one.text = fields.text("Utterance");
    one.split = part.split;
    one.language = "en";
    for (const auto& [name, column] :
         {std::pair{"sentiment", "Sentiment"}, {"season", "Season"}, {"episode", "Episode"}})
      if (const auto value = fields.text(column)) one.extra[name] = *value;
    return one;
  }

  /// What the user has taken out of the videos, else the video.
  static fs::path clip_file(const fs::path& folder, const std::string& stem) {
    const auto found =
        serhost::readers::first_of(folder, {stem + ".wav", stem + ".flac", stem + ".mp4"});
    return found.empty() ? folder / (stem + ".mp4") : found;
  }

  serhost::DataRoot root_;
};

SERHOST_DATASET(Meld, "meld", "MELD: dialogues of the series Friends, 7 emotions, English",
                .title = "MELD", .order = 50);

}  // namespace

SERHOST_PLUGIN();
