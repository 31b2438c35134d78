// EmoBox's folder of a corpus: a list of clips in JSON lines, a label map, folds, and the speakers
// in data.seg.wrd.stm.
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/readers/audio_root.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/emobox.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/json.hpp>
#include <serhost/readers/labels.hpp>
#include <serhost/readers/text.hpp>

#include "folds.hpp"

namespace {

namespace fs = std::filesystem;
using serhost::readers::Fields;
using serhost::readers::Problems;

/// What the folder says beside the list.
struct Beside {
  std::map<std::string, std::string> labels;  ///< by the list's word in small letters
  std::map<std::string, std::string> speakers;
  std::optional<std::string> language;
  emobox::Folds folds;
};

class EmoBox final : public serhost::Dataset {
 public:
  struct Options {
    std::optional<fs::path> audio;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("audio", &Options::audio)
        .help(
            "the folder of the corpus's audio, at any level; absent: where the lists' paths "
            "begin, up to three folders above the root");
  }

  EmoBox(const Options& options, const serhost::DataRoot& root) : options_(options), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto file = list();
    const auto folder = file.parent_path();
    Problems problems(file);
    auto table = serhost::readers::read_table(file, problems);
    problems.throw_if_any();
    const auto beside = read_beside(folder, problems);
    std::vector<std::string> listed;
    for (const auto& row : table.rows)
      if (const auto at = row.fields.find("wav"); at != row.fields.end())
        listed.push_back(at->second);
    const auto audio = audio_of(folder, listed);
    serhost::readers::Clips clips(problems);
    for (auto& row : table.rows) {
      const auto place = file.string() + ":" + std::to_string(row.line);
      if (auto one = clip(Fields(std::move(row), false, problems), beside, audio))
        clips.add(std::move(*one), place);
    }
    return std::move(clips).sorted();
  }

 private:
  /// emodb.jsonl of the folder emodb, else the only list there.
  fs::path list() const {
    const auto folder = serhost::corpus::folder_of(
        root_, "EmoBox's folder of a corpus, which holds its list, such as emodb.jsonl");
    const auto lists = serhost::corpus::files_below(folder, {"jsonl"}, 0);
    const auto named = folder.filename().string() + ".jsonl";
    for (const auto& file : lists)
      if (lists.size() == 1 || file.filename() == named) return file;
    if (!lists.empty())
      throw std::runtime_error(folder.string() + ": holds several lists, " +
                               lists[0].filename().string() + " and " +
                               lists[1].filename().string() + ", but no " + named);
    const auto below = serhost::corpus::files_below(folder, {"jsonl"}, 2);
    throw std::runtime_error(folder.string() + ": holds no list of EmoBox; looked for " + named +
                             (below.empty() ? std::string()
                                            : "; set root to the folder of one corpus, such as " +
                                                  below.front().parent_path().string()));
  }

  Beside read_beside(const fs::path& folder, Problems& problems) const {
    Beside out;
    if (const auto map = folder / "label_map.json"; fs::exists(map)) {
      const auto json = serhost::readers::read_json_object(map, "words of the list by label");
      for (const auto& [word, label] : json.items()) {
        if (!label.is_string()) problems.add(map.string() + ": '" + word + "' is no text");
        else out.labels[serhost::corpus::lowered(word)] = label.get<std::string>();
      }
    }
    if (const auto stm = folder / "data.seg.wrd.stm"; fs::exists(stm))
      out.speakers = serhost::readers::speakers_of_stm(serhost::readers::latin1_as_utf8(
          serhost::readers::text_of(stm, "lines with <id=KEY,...,spk=SPEAKER,...>")));
    if (const auto cfg = folder / "corpus.cfg"; fs::exists(cfg))
      for (const auto& line : serhost::readers::lines_of(cfg, "lines of key = value"))
        if (const auto words = serhost::readers::words_of(line.text, 3);
            words.size() == 3 && words[0] == "language" && words[1] == "=")
          out.language = serhost::readers::language_code(words[2]);
    out.folds = emobox::read_folds(folder, problems);
    return out;
  }

  serhost::readers::AudioRoot audio_of(const fs::path& folder,
                                       const std::vector<std::string>& listed) const {
    const auto folders = options_.audio ? std::vector<fs::path>{fs::absolute(*options_.audio)}
                                        : serhost::readers::and_above(folder, 3);
    if (auto found = serhost::readers::find_audio(folders, listed)) return *found;
    throw std::runtime_error(
        folders.front().string() + ": none of the " + std::to_string(listed.size()) +
        " listed files is there" + (options_.audio ? "" : ", nor up to three folders above") +
        (listed.empty() ? std::string() : ": looked for " + listed.front() + " and its tails") +
        "; set audio to the folder of the corpus's audio");
  }

  std::optional<serhost::Utterance> clip(Fields fields, const Beside& beside,
                                         const serhost::readers::AudioRoot& audio) const {
    serhost::Utterance one;
    const auto key = fields.text("key"), wav = fields.text("wav"), word = fields.text("emo");
    if (!key || !wav) {
      fields.wrong(std::string("has no ") + (key ? "wav" : "key"));
      return std::nullopt;
    }
    if (const auto type = fields.text("type"); type && *type != "raw")
      fields.wrong("type is '" + *type + "'; expected 'raw', for only audio is read");
    one.key = *key;
    one.audio = audio.file(*wav);
    if (word) set_label(one, *word, beside, fields);
    if (const auto at = beside.speakers.find(*key); at != beside.speakers.end())
      one.speaker = at->second;
    if (const auto at = beside.folds.tested.find(*key); at != beside.folds.tested.end())
      one.extra["fold"] = at->second;
    one.split = beside.folds.part(*key);
    one.language = beside.language;
    fields.section(one, "start_time", "end_time");
    if (const auto channel = fields.integer("channel")) {
      if (*channel == 0) fields.wrong("channel is '0'; EmoBox's lists number channels from 1");
      one.channel = *channel - 1;
    }
    if (const auto length = fields.text("length")) one.extra["length"] = *length;
    return one;
  }

  static void set_label(serhost::Utterance& one, const std::string& word, const Beside& beside,
                        Fields& fields) {
    one.corpus_label = word;
    const auto small = serhost::corpus::lowered(word);
    const auto at = beside.labels.find(small);  // emodb's map says "Neutral", its list "neutral"
    if (at == beside.labels.end() && !beside.labels.empty())
      return fields.wrong("emo is '" + word + "', which label_map.json does not have");
    const auto label = serhost::readers::canonical(beside.labels.empty() ? word : at->second);
    if (label != "no-agreement" && serhost::readers::known(label)) one.label = label;
  }

  Options options_;
  serhost::DataRoot root_;
};

SERHOST_DATASET(EmoBox, "emobox",
                "a corpus as EmoBox has it: its list, label map, folds and speakers (32 corpora)",
                .title = "EmoBox", .order = 40);

}  // namespace

SERHOST_PLUGIN();
