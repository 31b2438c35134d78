// Any corpus that has been written down as a table: what the columns mean. EmoBox's names (wav,
// emo) are understood beside our own.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>

#include "names.hpp"
#include "table.hpp"

namespace {

namespace fs = std::filesystem;
using manifest::Problems;
using manifest::Row;

/// Takes columns out of a row; what is left over goes to `extra`.
class Columns {
 public:
  /// `decimal_comma`: numbers may be written "0,5".
  Columns(Row row, bool decimal_comma, Problems& problems)
      : row_(std::move(row)), decimal_comma_(decimal_comma), problems_(problems) {}

  std::optional<std::string> text(const std::string& name) {
    auto node = row_.fields.extract(name);
    if (node.empty()) return std::nullopt;
    return std::move(node.mapped());
  }

  std::optional<double> real(const std::string& name, double lowest = -1e300) {
    auto given = text(name);
    if (!given) return std::nullopt;
    if (decimal_comma_ && given->find('.') == std::string::npos)
      std::replace(given->begin(), given->end(), ',', '.');
    return number<double>(name, *given, lowest);
  }

  std::optional<std::int64_t> integer(const std::string& name) {
    const auto given = text(name);
    return given ? number<std::int64_t>(name, *given, 0) : std::nullopt;
  }

  template <class T>
  std::optional<T> number(const std::string& name, const std::string& given, T lowest) {
    T value{};
    const auto [end, fault] = std::from_chars(given.data(), given.data() + given.size(), value);
    const bool whole = std::is_integral_v<T>;
    if (fault == std::errc() && end == given.data() + given.size() &&
        std::isfinite(static_cast<double>(value)) && value >= lowest)
      return value;
    wrong(name + " is '" + given + "'; expected a " + (whole ? "whole " : "") + "number" +
          (lowest == T{} ? " from 0" : ""));
    return std::nullopt;
  }

  void wrong(const std::string& what) { problems_.add(row_.line, what); }
  Row& row() { return row_; }

 private:
  Row row_;
  bool decimal_comma_;
  Problems& problems_;
};

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
    auto table = manifest::read_table(file, problems);
    problems.throw_if_any();
    names_.rename(table, problems);
    const auto base = root_.path.empty() ? fs::absolute(file).parent_path() : root_.path;
    std::map<std::string, std::pair<serhost::Utterance, std::size_t>> found;
    for (auto& row : table.rows) {
      const auto line = row.line;
      auto one = utterance(Columns(std::move(row), table.semicolons, problems), base);
      if (!one) continue;
      const auto key = one->key;
      const auto [at, fresh] = found.emplace(key, std::pair{std::move(*one), line});
      if (!fresh)
        problems.add(
            line, "the key '" + key + "' is already in line " + std::to_string(at->second.second));
    }
    problems.throw_if_any();
    std::vector<serhost::Utterance> out;
    for (auto& [key, entry] : found) out.push_back(std::move(entry.first));
    return out;
  }

 private:
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

  std::optional<serhost::Utterance> utterance(Columns columns, const fs::path& base) const {
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
    one.label = columns.text(emobox ? "emo" : "label");
    if (!one.label) one.label = columns.text(emobox ? "label" : "emo");
    one.corpus_label = columns.text("corpus_label").value_or(one.label.value_or(""));
    one.speaker = columns.text("speaker");
    if (!one.speaker && speaker_) {
      one.speaker = speaker_->find(one.audio.filename().string());
      if (!one.speaker)
        columns.wrong(speaker_->text() + " finds no speaker in '" + one.audio.filename().string() +
                      "'");
    }
    one.session = columns.text("session");
    one.dialogue = columns.text("dialogue");
    one.turn = columns.integer("turn");
    one.sentence = columns.text("sentence");
    one.split = columns.text("split");
    one.gender = columns.text("gender");
    one.language = columns.text("language");
    one.text = columns.text("text");
    one.start = columns.real("start", 0.0);
    if (!one.start) one.start = columns.real("start_time", 0.0);
    one.end = columns.real("end", 0.0);
    if (!one.end) one.end = columns.real("end_time", 0.0);
    if (one.end && *one.end <= one.start.value_or(0.0)) columns.wrong("end is not after start");
    one.channel = columns.integer("channel");
    if (emobox && one.channel) {  // numbered from 1 there
      if (*one.channel == 0) columns.wrong("channel is '0'; EmoBox's lists number channels from 1");
      --*one.channel;
    }
    if (!one.channel) one.channel = options_.channel;
    for (const char* name : {"valence", "arousal", "dominance"})
      if (const auto rating = columns.real(name)) one.dimensions[name] = *rating;
    for (const auto& [label, count] : columns.row().votes) vote(one, columns, label, count);
    for (auto& [name, value] : columns.row().fields) {
      if (name.starts_with("vote_") && name.size() > 5) vote(one, columns, name.substr(5), value);
      else one.extra[name] = value;
    }
    return one;
  }

  static void vote(serhost::Utterance& one, Columns& columns, const std::string& label,
                   const std::string& count) {
    if (const auto votes = columns.number<double>("vote_" + label, count, 0.0))
      one.votes[label] = *votes;
  }

  fs::path located(const std::string& written, const fs::path& base, Columns& columns) const {
    // SpeechBrain's lists write the root as a name.
    const std::string place = "{data_root}/";
    const fs::path path(written.starts_with(place) ? written.substr(place.size()) : written);
    if (path.is_absolute()) return path;
    fs::path rest;
    std::int64_t at = 0;
    for (const auto& part : path.lexically_normal())
      if (at++ >= options_.strip) rest /= part;
    if (rest.empty())
      columns.wrong("nothing is left of the path '" + written +
                    "' after strip = " + std::to_string(options_.strip));
    return (base / rest).lexically_normal();
  }

  Options options_;
  serhost::DataRoot root_;
  manifest::ColumnNames names_;
  std::optional<serhost::corpus::NamePattern> speaker_;
};

SERHOST_DATASET(Manifest, "manifest", "a list of clips as CSV or JSON lines, EmoBox's included");

}  // namespace

SERHOST_PLUGIN();
