// Any corpus that has been written down as a table: what the columns mean. EmoBox's names (wav,
// emo) are understood beside our own.
#include <algorithm>
#include <optional>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/audio_root.hpp>
#include <serhost/readers/column_names.hpp>
#include <serhost/readers/row_clip.hpp>
#include <serhost/readers/table.hpp>
#include <string_view>
#include <unordered_map>

namespace {

namespace fs = std::filesystem;
using serhost::readers::Fields;
using serhost::readers::Problems;

class Manifest final : public serhost::Dataset {
 public:
  struct Options {
    std::optional<fs::path> file;
    std::int64_t strip = 0;
    std::optional<std::string> speaker;
    std::optional<std::int64_t> channel;
    std::optional<std::vector<std::string>> column_names;
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("file", &Options::file)
        .help(
            "the list: CSV with a header, or JSON lines; absent: manifest.csv or manifest.jsonl in "
            "the root");
    schema.add("strip", &Options::strip)
        .at_least(0)
        .at_most(1000)
        .help("leading folders to remove from relative paths");
    schema.add("speaker", &Options::speaker)
        .help(
            "if a row has no speaker: regular expression whose first group is the speaker in the "
            "audio file's name");
    schema.add("channel", &Options::channel)
        .at_least(0)
        .at_most(1023)
        .help("if a row has no channel: the one to read, from 0; absent: the average of all");
    schema.add("column_names", &Options::column_names)
        .help(
            "what columns are called, such as 'label=emotion'; "
            "columns = { label = \"emotion\" } says the same");
  }

  Manifest(const Options& options, const serhost::DataRoot& root)
      : options_(options),
        root_(root),
        names_(options.column_names.value_or(std::vector<std::string>())) {
    if (options.speaker) speaker_.emplace(root, "speaker", *options.speaker);
    if (!options.file && root.path.empty())
      throw std::invalid_argument(
          "neither file nor root is set; expected file, a CSV or JSON-lines list of clips");
  }

  std::vector<serhost::Utterance> utterances() override {
    const auto file = list();
    Problems problems(file);
    auto table = serhost::readers::read_table(file, problems);
    problems.throw_if_any();
    names_.rename(table, problems);
    const auto base = root_.path.empty() ? fs::absolute(file).parent_path() : root_.path;
    propose_root(file, table, base);
    // Room for all at once: the views of keys stay good, and a million clips are never copied.
    std::vector<serhost::Utterance> out;
    out.reserve(table.rows.size());
    std::unordered_map<std::string_view, std::size_t> lines;  // by key
    lines.reserve(table.rows.size());
    for (auto& row : table.rows) {
      const auto line = row.line;
      auto one = utterance(Fields(std::move(row), table.semicolons, problems), base);
      if (!one) continue;
      out.push_back(std::move(*one));
      const auto& key = out.back().key;
      if (const auto [at, fresh] = lines.emplace(key, line); !fresh)
        problems.add(line,
                     "the key '" + key + "' is already in line " + std::to_string(at->second));
    }
    problems.throw_if_any();
    lines.clear();
    std::ranges::sort(out, {}, &serhost::Utterance::key);
    return out;
  }

 private:
  /// SpeechBrain's lists write the root as a name.
  static std::string as_listed(const std::string& written, const fs::path& base) {
    const std::string place = "{data_root}/";
    return serhost::readers::with_slashes(
        written.starts_with(place) ? written.substr(place.size()) : written, base);
  }

  /// Throws where no file of the list is there, but all would be with other keys.
  void propose_root(const fs::path& file, const serhost::readers::Table& table,
                    const fs::path& base) const {
    std::vector<std::string> listed;
    for (const auto& row : table.rows)
      for (const char* name : {"path", "wav"})
        if (const auto at = row.fields.find(name); at != row.fields.end())
          if (auto path = as_listed(at->second, base); !fs::path(path).is_absolute())
            listed.push_back(std::move(path));
    const serhost::readers::AudioRoot given{base, static_cast<std::size_t>(options_.strip)};
    if (serhost::readers::any_file(given, listed)) return;
    const std::vector<fs::path> folders = {base, fs::absolute(file).parent_path()};
    const auto found = serhost::readers::find_audio(folders, listed);
    if (!found) return;  // the host names what is absent
    std::string keys;
    if (found->folder != folders.front()) keys = "root = \"" + found->folder.string() + "\"";
    if (static_cast<std::int64_t>(found->strip) != options_.strip)
      keys += (keys.empty() ? "" : " and ") + ("strip = " + std::to_string(found->strip));
    throw std::runtime_error(file.string() + ": none of the files that it lists is below " +
                             base.string() + ", such as " + listed.front() + "; with " + keys +
                             " they are there");
  }

  fs::path list() const {
    if (options_.file)
      return options_.file->is_absolute() || root_.path.empty() || fs::exists(*options_.file)
                 ? *options_.file
                 : root_.path / *options_.file;
    const auto folder = serhost::corpus::folder_of(root_, "the folder of the list of clips");
    for (const char* name : {"manifest.csv", "manifest.jsonl"})
      if (fs::exists(folder / name)) return folder / name;
    throw std::runtime_error(
        folder.string() +
        ": holds neither manifest.csv nor manifest.jsonl; set file to the list of clips");
  }

  std::optional<serhost::Utterance> utterance(Fields columns, const fs::path& base) const {
    serhost::Utterance one;
    auto path = columns.text("path");
    const bool emobox = !path;
    if (emobox) path = columns.text("wav");
    if (!path) {
      columns.wrong("has no path");
      return std::nullopt;
    }
    one.audio = located(*path, base, columns);
    one.key = columns.text("key").value_or(*path);
    if (emobox || !columns.has("label")) one.label = columns.text("emo");
    serhost::readers::read_row(columns, one);
    if (!one.speaker && speaker_) {
      one.speaker = speaker_->find(one.audio.filename().string());
      if (!one.speaker)
        columns.wrong(speaker_->text() + " finds no speaker in '" + one.audio.filename().string() +
                      "'");
    }
    if (emobox && one.channel) {  // numbered from 1 there
      if (*one.channel == 0) columns.wrong("channel is '0'; EmoBox's lists number channels from 1");
      --*one.channel;
    }
    if (!one.channel) one.channel = options_.channel;
    return one;
  }

  fs::path located(const std::string& written, const fs::path& base, Fields& columns) const {
    const fs::path path(as_listed(written, base));
    if (path.is_absolute()) return serhost::readers::in_other_case(path);
    fs::path rest;
    std::int64_t at = 0;
    for (const auto& part : path.lexically_normal())
      if (at++ >= options_.strip) rest /= part;
    if (rest.empty())
      columns.wrong("nothing is left of the path '" + written +
                    "' after strip = " + std::to_string(options_.strip));
    return serhost::readers::in_other_case((base / rest).lexically_normal());
  }

  Options options_;
  serhost::DataRoot root_;
  serhost::readers::ColumnNames names_;
  std::optional<serhost::corpus::NamePattern> speaker_;
};

SERHOST_DATASET(Manifest, "manifest", "a list of clips as CSV or JSON lines, EmoBox's included");

}  // namespace

SERHOST_PLUGIN();
