// M3ED: annotation.json holds series of dialogues of utterances; letters name the speakers of one
// dialogue, names those of a series.
#include <charconv>
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/labels.hpp>
#include <serhost/readers/splits.hpp>

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;
using Json = nlohmann::json;

const readers::LabelTable kEmotions{
    {"Happy", "happiness"}, {"Neutral", "neutral"}, {"Sad", "sadness"},      {"Disgust", "disgust"},
    {"Anger", "anger"},     {"Fear", "fear"},       {"Surprise", "surprise"}};

/// A dialogue, and what its clips have in common.
struct Dialogue {
  const std::string &series, &name;
  const Json* speakers;
  std::optional<std::string> part;
};

class M3ed final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  M3ed(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = readers::folder_holding(
        root_, "M3ED", "annotation.json",
        [](const fs::path& at) { return fs::is_regular_file(at / "annotation.json"); });
    file_ = folder / "annotation.json";
    const auto annotation = readers::read_json_object(file_, "series of dialogues");
    const auto parts = parts_of(folder);
    readers::Problems problems(file_);
    readers::Clips clips(problems);
    for (const auto& [series, dialogues] : annotation.items()) {
      if (!dialogues.is_object()) {
        problems.add(file_.string() + ": '" + series + "' is no object of dialogues");
        continue;
      }
      const auto part = parts.find(series);
      for (const auto& [name, dialogue] : dialogues.items())
        read_dialogue({series, name, readers::member_of(dialogue, "SpeakerInfo"),
                       part == parts.end() ? std::nullopt : std::optional(part->second)},
                      dialogue, folder, clips, problems);
    }
    return std::move(clips).sorted();
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "M3ED";
    out.license = "for research, by agreement with its authors";
    out.citation =
        "Zhao et al., M3ED: multi-modal multi-scene multi-label emotional dialogue database, ACL "
        "2022";
    out.homepage = "https://github.com/aim3-ruc/rucm3ed";
    out.counts.clips = 24449;
    out.counts.copies = {{24437, "with audio"}};
    return out;
  }

 private:
  static std::map<std::string, std::string> parts_of(const fs::path& folder) {
    std::vector<readers::PartList> lists;
    for (const auto& [word, part] :
         {std::pair{"train", "train"}, {"val", "validation"}, {"test", "test"}}) {
      const auto file = folder / "splitInfo" / (std::string("movie_list_") + word + ".txt");
      if (fs::exists(file)) lists.push_back({file, part});
    }
    return readers::read_parts(lists);
  }

  void read_dialogue(const Dialogue& dialogue, const Json& json, const fs::path& folder,
                     readers::Clips& clips, readers::Problems& problems) const {
    const auto* utterances = readers::member_of(json, "Dialog");
    if (utterances == nullptr || !utterances->is_object()) {
      problems.add(file_.string() + ": '" + dialogue.series + "', '" + dialogue.name +
                   "' has no object Dialog");
      return;
    }
    for (const auto& [id, utterance] : utterances->items())
      if (auto one = clip(dialogue, id, utterance, folder, problems))
        clips.add(std::move(*one), file_.string() + ", " + dialogue.series);
  }

  std::optional<serhost::Utterance> clip(const Dialogue& dialogue, const std::string& id,
                                         const Json& utterance, const fs::path& folder,
                                         readers::Problems& problems) const {
    const auto letter = readers::text_of_member(utterance, "Speaker");
    const auto* emotions = readers::member_of(utterance, "EmoAnnotation");
    const auto emotion =
        emotions == nullptr ? std::string() : readers::text_of_member(*emotions, "final_main_emo");
    serhost::Utterance one;
    if (letter.empty() || id.empty() || (letter + id).find('/') != std::string::npos ||
        !kEmotions.apply(emotion, one)) {
      problems.add(file_.string() + ": '" + id + "' of '" + dialogue.series + "' has speaker '" +
                   letter + "' and final_main_emo '" + emotion +
                   "'; expected a letter and one of " + kEmotions.codes());
      return std::nullopt;
    }
    one.key = id;
    one.audio = fs::absolute(folder) / "modality_speech" / (letter + "_" + id + ".wav");
    one.session = dialogue.series;
    one.dialogue = dialogue.name.starts_with(dialogue.series)
                       ? dialogue.name
                       : dialogue.series + "_" + dialogue.name;
    one.turn = turn_of(id);
    one.split = dialogue.part;
    one.language = "zh";
    if (auto text = readers::text_of_member(utterance, "Text"); !text.empty())
      one.text = std::move(text);
    name_speaker(one, dialogue, letter);
    count_votes(one, *emotions);
    return one;
  }

  /// The same name in another series is another person.
  static void name_speaker(serhost::Utterance& one, const Dialogue& dialogue,
                           const std::string& letter) {
    const auto* person =
        dialogue.speakers == nullptr ? nullptr : readers::member_of(*dialogue.speakers, letter);
    if (person == nullptr) return;
    if (const auto name = readers::known(readers::text_of_member(*person, "Name")))
      one.speaker = dialogue.series + "_" + *name;
  }

  /// One vote for each annotator, shared where several emotions are named ("Sad,Anger").
  static void count_votes(serhost::Utterance& one, const Json& emotions) {
    for (const auto& [who, value] : emotions.items()) {
      if (!who.starts_with("EmoAnnotator") || !value.is_string()) continue;
      std::vector<std::string> named;
      const auto text = value.get<std::string>();
      for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(',', at), text.size());
        if (serhost::Utterance vote; kEmotions.apply(text.substr(at, end - at), vote))
          named.push_back(*vote.label);
        at = end + 1;
      }
      for (const auto& name : named) one.votes[name] += 1.0 / static_cast<double>(named.size());
    }
  }

  static std::optional<std::int64_t> turn_of(const std::string& id) {
    std::int64_t turn = 0;
    const auto begin = id.data() + id.rfind('_') + 1;
    const auto [end, fault] = std::from_chars(begin, id.data() + id.size(), turn);
    return fault == std::errc() && end == id.data() + id.size() && turn >= 0 ? std::optional(turn)
                                                                             : std::nullopt;
  }

  serhost::DataRoot root_;
  fs::path file_;
};

SERHOST_DATASET(M3ed, "m3ed", "M3ED: dialogues of 56 Chinese TV series, 7 emotions, Mandarin",
                .title = "M3ED", .order = 70);

}  // namespace

SERHOST_PLUGIN();
