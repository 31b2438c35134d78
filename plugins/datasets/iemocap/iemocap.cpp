// IEMOCAP: five sessions of two actors. The label files are the list of clips. A name's first
// letter is the actor with the markers, its last one the speaker: Ses01F_impro01_M003 is spoken by
// the man of session 1.
#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>

#include "evaluation.hpp"

namespace {

namespace fs = std::filesystem;

class Iemocap final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}

  Iemocap(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = folder_of_sessions();
    serhost::readers::Problems problems;
    serhost::readers::Clips clips(problems);
    std::string missing;
    for (const char* number : {"1", "2", "3", "4", "5"}) {
      const auto session = folder / (std::string("Session") + number);
      if (fs::is_directory(session)) read_session(session, number, clips, problems);
      else missing += (missing.empty() ? "" : ", ") + std::string(number);
    }
    auto out = std::move(clips).sorted();
    if (out.empty())
      throw std::runtime_error(
          folder.string() +
          ": its label files, Session*/dialog/EmoEvaluation/*.txt, hold no label line");
    if (!missing.empty())
      serhost::corpus::note(root_, "iemocap: session " + missing + " is not in " + folder.string());
    return out;
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = "IEMOCAP";
    out.license = "for research, by agreement with the SAIL laboratory";
    out.citation =
        "Busso et al., IEMOCAP: interactive emotional dyadic motion capture database, Language "
        "Resources and Evaluation 42, 2008";
    out.homepage = "https://sail.usc.edu/iemocap/";
    out.ratings = {{"valence", {1, 5}}, {"arousal", {1, 5}}, {"dominance", {1, 5}}};
    out.counts.clips = 10039;
    out.counts.speakers = 10;
    out.counts.labels = {{"anger", 1103},   {"happiness", 595}, {"excitement", 1041},
                         {"sadness", 1084}, {"neutral", 1708},  {"frustration", 1849},
                         {"surprise", 107}, {"fear", 40},       {"disgust", 2},
                         {"other", 3}};
    return out;
  }

 private:
  /// The root, or its one subfolder that holds sessions.
  fs::path folder_of_sessions() const {
    const auto given = serhost::corpus::folder_of(
        root_, "the folder of IEMOCAP, which holds Session1 to Session5");
    const auto holds = [](const fs::path& folder) {
      for (const char* number : {"1", "2", "3", "4", "5"})
        if (fs::is_directory(folder / (std::string("Session") + number) / "dialog" /
                             "EmoEvaluation"))
          return true;
      return false;
    };
    if (holds(given)) return given;
    std::vector<fs::path> below;
    for (const auto& entry : fs::directory_iterator(given))
      if (entry.is_directory() && holds(entry.path())) below.push_back(entry.path());
    if (below.size() == 1) return below.front();
    if (below.size() > 1)
      throw std::runtime_error(
          given.string() +
          ": several folders in it hold IEMOCAP's sessions; set root to one of them");
    const auto above = fs::absolute(given).parent_path();
    throw std::runtime_error(
        given.string() +
        ": holds no IEMOCAP: looked for Session1/dialog/EmoEvaluation and so on, there and one "
        "folder down" +
        (holds(above) ? "; it is one session only, set root to " + above.string() : std::string()));
  }

  void read_session(const fs::path& session, const std::string& number,
                    serhost::readers::Clips& clips, serhost::readers::Problems& problems) {
    const auto evaluation = session / "dialog" / "EmoEvaluation";
    if (!fs::is_directory(evaluation)) {
      problems.add(evaluation.string() + ": the folder of label files is not there");
      return;
    }
    // The folders below (Categorical, Attribute, Self-evaluation) hold single listeners' files.
    for (const auto& file : serhost::corpus::files_below(evaluation, {"txt"}, 0)) {
      auto turns = iemocap::read_evaluation(file, problems);
      const auto dialogue = file.stem().string();
      const auto words =
          iemocap::read_transcription(session / "dialog" / "transcriptions" / (dialogue + ".txt"));
      std::stable_sort(turns.begin(), turns.end(),
                       [](const auto& a, const auto& b) { return a.start < b.start; });
      for (std::size_t turn = 0; turn < turns.size(); ++turn) {
        auto one = utterance(turns[turn], session, dialogue, number);
        if (!one) {
          problems.add(file, turns[turn].line,
                       "'" + turns[turn].name + "' with label '" + turns[turn].label +
                           "' is not a clip of this dialogue; expected " + dialogue +
                           "_F000 or the like, and a label of three letters");
          continue;
        }
        one->turn = static_cast<std::int64_t>(turn);
        if (const auto said = words.find(one->key); said != words.end()) one->text = said->second;
        clips.add(std::move(*one), file.string() + ":" + std::to_string(turns[turn].line));
      }
    }
  }

  std::optional<serhost::Utterance> utterance(const iemocap::Turn& turn, const fs::path& session,
                                              const std::string& dialogue,
                                              const std::string& number) const {
    const auto part = name_->search(turn.name);
    if (part.empty() || part[2] != number || part[1] != dialogue) return std::nullopt;
    const auto label = iemocap::canonical(turn.label);
    if (label.empty() && turn.label != "xxx") return std::nullopt;
    serhost::Utterance one;
    one.key = turn.name;
    one.audio = fs::absolute(session) / "sentences" / "wav" / dialogue / (turn.name + ".wav");
    one.corpus_label = turn.label;
    if (!label.empty()) one.label = label;  // xxx: the listeners did not agree
    one.session = number;
    one.dialogue = dialogue;
    one.speaker = number + part[4];
    one.gender = part[4] == "F" ? "female" : "male";
    one.language = "en";
    one.dimensions = {
        {"valence", turn.valence}, {"arousal", turn.arousal}, {"dominance", turn.dominance}};
    one.votes = turn.votes;
    one.extra["kind"] = part[3] == "impro" ? "improvised" : "scripted";
    return one;
  }

  serhost::DataRoot root_;
  // Dialogue (with odd ones such as Ses03M_impro05a and Ses05M_script01_1b), its session, its kind,
  // the speaker's letter.
  std::shared_ptr<const serhost::Pattern> name_ = serhost::corpus::pattern_of(
      root_, "^(Ses0([1-5])[FM]_(impro|script)[0-9]{2}(?:_[0-9]+)?[a-z]?)_([FM])[0-9]{3}$");
};

SERHOST_DATASET(Iemocap, "iemocap",
                "IEMOCAP: 5 sessions of two actors, improvised and scripted dialogues, English",
                .title = "IEMOCAP", .order = 20);

}  // namespace

SERHOST_PLUGIN();
