// EmoDB (Berlin): everything is in the file name, SSTTTEV.wav: speaker, text, emotion, version.
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>

namespace {

const std::map<char, const char*> kEmotions = {
    {'W', "anger"},     {'L', "boredom"}, {'E', "disgust"}, {'A', "fear"},
    {'F', "happiness"}, {'T', "sadness"}, {'N', "neutral"}};

const std::map<std::string, const char*> kGenders = {
    {"03", "male"}, {"08", "female"}, {"09", "female"}, {"10", "male"}, {"11", "male"},
    {"12", "male"}, {"13", "female"}, {"14", "female"}, {"15", "male"}, {"16", "female"}};

const std::map<std::string, const char*> kTexts = {
    {"a01", "Der Lappen liegt auf dem Eisschrank."},
    {"a02", "Das will sie am Mittwoch abgeben."},
    {"a04", "Heute abend könnte ich es ihm sagen."},
    {"a05", "Das schwarze Stück Papier befindet sich da oben neben dem Holzstück."},
    {"a07", "In sieben Stunden wird es soweit sein."},
    {"b01", "Was sind denn das für Tüten, die da unter dem Tisch stehen?"},
    {"b02", "Sie haben es gerade hochgetragen und jetzt gehen sie wieder runter."},
    {"b03", "An den Wochenenden bin ich jetzt immer nach Hause gefahren und habe Agnes besucht."},
    {"b09", "Ich will das eben wegbringen und dann mit Karl was trinken gehen."},
    {"b10", "Die wird auf dem Platz sein, wo wir sie immer hinlegen."}};

class EmoDb final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}

  EmoDb(const Options&, const serhost::DataRoot& root) : root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::corpus::folder_of(
        root_, "the folder of EmoDB, which holds wav/03a01Fa.wav and others");
    const auto name =
        serhost::corpus::pattern_of(root_, "^([0-9]{2})([ab][0-9]{2})([WLEAFTN])([a-z])$");
    std::map<std::string, serhost::Utterance> found;  // sorted by key
    std::size_t others = 0;
    for (const auto& file : serhost::corpus::files_below(folder, {"wav"}, 3)) {
      const auto stem = file.stem().string();
      const auto part = name->search(stem);
      if (part.empty()) {
        ++others;
        continue;
      }
      const auto [at, fresh] = found.emplace(stem, utterance(file, stem, part));
      if (!fresh)
        throw std::runtime_error("EmoDB: " + stem + ".wav is there twice, " +
                                 at->second.audio.string() + " and " + file.string() +
                                 "; set root to the folder of one copy");
    }
    if (found.empty())
      throw std::runtime_error(folder.string() +
                               ": holds no EmoDB recording: looked up to three folders down for "
                               "names such as 03a01Fa.wav and found " +
                               std::to_string(others) +
                               " other wav files; set root to the folder that holds wav/");
    if (others > 0)
      serhost::corpus::note(root_, "emodb: " + std::to_string(others) +
                                       " wav files whose names are not EmoDB's are left out");
    std::vector<serhost::Utterance> out;
    for (auto& [key, one] : found) out.push_back(std::move(one));
    return out;
  }

  serhost::CorpusFacts facts() const override {
    return {.title = "EmoDB",
            .license = "CC0-1.0",
            .citation = "Burkhardt et al., A database of German emotional speech, Interspeech 2005",
            .homepage = "http://emodb.bilderbar.info",
            .counts = {.clips = 535,
                       .speakers = 10,
                       .labels = {{"anger", 127},
                                  {"boredom", 81},
                                  {"disgust", 46},
                                  {"fear", 69},
                                  {"happiness", 71},
                                  {"sadness", 62},
                                  {"neutral", 79}}}};
  }

 private:
  static serhost::Utterance utterance(const std::filesystem::path& file, const std::string& stem,
                                      const std::vector<std::string>& part) {
    serhost::Utterance one;
    one.key = stem;
    one.audio = std::filesystem::absolute(file);
    one.speaker = part[1];
    one.sentence = part[2];
    one.corpus_label = part[3];
    one.label = kEmotions.at(one.corpus_label.front());
    one.extra["version"] = part[4];
    one.language = "de";
    if (const auto at = kGenders.find(*one.speaker); at != kGenders.end()) one.gender = at->second;
    if (const auto at = kTexts.find(*one.sentence); at != kTexts.end()) one.text = at->second;
    return one;
  }

  serhost::DataRoot root_;
};

SERHOST_DATASET(EmoDb, "emodb",
                "Berlin Database of Emotional Speech: 10 actors, 7 emotions, German",
                .title = "EmoDB", .order = 10);

}  // namespace

SERHOST_PLUGIN();
