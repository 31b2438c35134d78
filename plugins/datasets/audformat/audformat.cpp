// audformat: db.yaml names tables, schemes and splits; db.<table>.csv holds a row a file or
// segment. What several tables say of one file is put together.
#include <algorithm>
#include <memory>
#include <serhost/corpus.hpp>
#include <serhost/corpus_facts.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/fields.hpp>
#include <serhost/readers/labels.hpp>
#include <serhost/readers/splits.hpp>
#include <set>

#include "database.hpp"
#include "scheme_values.hpp"
#include "time_text.hpp"

namespace audformat {
namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

/// Where a section ends that has no end in its table.
constexpr const char* kOpen = "NaT";

class AudFormat final : public serhost::Dataset, public serhost::Documented {
 public:
  struct Options {
    std::string label = "emotion";
    std::vector<std::string> tables;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("label", &Options::label).help("the column, or its scheme, that is the label");
    schema.add("tables", &Options::tables)
        .help("tables that labels are taken from; left out: all that have such a column");
  }
  AudFormat(const Options& options, const serhost::DataRoot& root)
      : options_(options), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    folder_ = readers::folder_holding(root_, "audformat", "db.yaml", [](const fs::path& at) {
      return fs::exists(at / "db.yaml");
    });
    base_ = read_database(folder_ / "db.yaml");
    values_ = std::make_unique<SchemeValues>(folder_, base_);
    check_tables();
    found_.clear();
    about_.clear();
    readers::Problems problems;
    std::size_t labelled = 0;
    for (const auto& table : base_.tables) {
      if (!is_chosen(table)) read_rows(table, problems, false);
    }
    for (const auto& table : base_.tables) {
      if (!is_chosen(table)) continue;
      read_rows(table, problems, true);
      ++labelled;
    }
    problems.throw_if_any();
    if (labelled == 0)
      throw std::runtime_error((folder_ / "db.yaml").string() +
                               ": no table has a column or scheme '" + options_.label +
                               "'; set label to one of: " + known_columns());
    return clips();
  }

  serhost::CorpusFacts facts() const override {
    serhost::CorpusFacts out;
    out.title = base_.name;
    out.license = base_.license;
    out.homepage = base_.source.starts_with("http") ? base_.source : "";
    for (const auto& [name, scheme] : base_.schemes) {
      if (is_dimension(name) && scheme.minimum && scheme.maximum)
        out.ratings[name] = {*scheme.minimum, *scheme.maximum};
    }
    return out;
  }

 private:
  /// What is known of a file, or of a segment of it.
  struct Row {
    std::string file, place;
    std::optional<double> start, end;
    std::map<std::string, std::string> fields;  ///< by scheme, else by column
    std::string split;
  };

  static bool is_dimension(const std::string& name) {
    return name == "valence" || name == "arousal" || name == "dominance";
  }

  static const std::string& meaning_of(const Column& column) {
    return column.scheme.empty() ? column.name : column.scheme;
  }

  bool has_label(const Table& table) const {
    return std::any_of(table.columns.begin(), table.columns.end(), [&](const Column& column) {
      return column.name == options_.label || column.scheme == options_.label;
    });
  }

  bool is_chosen(const Table& table) const {
    const auto& names = options_.tables;
    return has_label(table) &&
           (names.empty() || std::find(names.begin(), names.end(), table.name) != names.end());
  }

  void check_tables() const {
    for (const auto& name : options_.tables) {
      const auto at = std::find_if(base_.tables.begin(), base_.tables.end(),
                                   [&](const Table& table) { return table.name == name; });
      if (at == base_.tables.end() || !has_label(*at))
        throw std::runtime_error(
            (folder_ / "db.yaml").string() + ": " +
            (at == base_.tables.end()
                 ? "there is no table '" + name + "'"
                 : "table '" + name + "' has no column '" + options_.label + "'"));
    }
  }

  std::string known_columns() const {
    std::set<std::string> names;
    for (const auto& table : base_.tables)
      for (const auto& column : table.columns) names.insert(column.name);
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out.empty() ? "(no table has a column)" : out;
  }

  /// The table's csv; "" , and a problem, where it is kept in another form.
  fs::path csv_of(const std::string& name, readers::Problems& problems) const {
    const auto csv = readers::first_of(folder_, {"db." + name + ".csv"});
    if (!csv.empty()) return csv;
    const auto other =
        readers::first_of(folder_, {"db." + name + ".parquet", "db." + name + ".pkl"});
    problems.add(other.empty()
                     ? (folder_ / ("db." + name + ".csv")).string() + ": there is no such file"
                     : other.string() +
                           ": is not read; write csv in Python: "
                           "audformat.Database.load(FOLDER).save(FOLDER, storage_format=\"csv\")");
    return {};
  }

  /// Of the tables that labels are taken from each row is a clip; of others it is said of its file.
  void read_rows(const Table& table, readers::Problems& problems, bool labels) {
    const auto csv = csv_of(table.name, problems);
    if (csv.empty()) return;
    readers::Problems own(csv);
    auto read = readers::read_table(csv, own);
    own.throw_if_any();
    for (auto& row : read.rows) {
      readers::Fields fields(std::move(row), false, own);
      Row one;
      one.place = csv.string() + ":" + std::to_string(fields.row().line);
      const auto file = fields.text("file");
      if (!file || fs::path(*file).is_absolute()) {
        fields.wrong(file ? "file is '" + *file + "'; expected a path below the database's folder"
                          : "has no file");
        continue;
      }
      one.file = *file;
      for (const auto& [name, to] : {std::pair{"start", &one.start}, {"end", &one.end}}) {
        const auto text = fields.text(name);
        if (!text || *text == kOpen) continue;
        *to = seconds_of(*text);
        if (!*to) fields.wrong(std::string(name) + " is '" + *text + "'; expected a time");
      }
      if (one.start == 0.0) one.start.reset();
      for (const auto& column : table.columns) {
        const auto& meaning = column.name == options_.label ? options_.label : meaning_of(column);
        // Labels are those of the chosen tables alone.
        if (!labels && meaning == options_.label) continue;
        if (const auto text = fields.text(column.name)) one.fields[meaning] = *text;
      }
      one.split = table.split;
      if (labels) add(std::move(one), own, fields.row().line);
      else if (!one.start && !one.end) about_[one.file].merge(one.fields);
    }
    own.throw_if_any();
  }

  void add(Row row, readers::Problems& problems, std::size_t line) {
    auto key = row.file;
    if (row.start || row.end)
      key += "#" + std::to_string(row.start.value_or(0.0)) + "-" +
             (row.end ? std::to_string(*row.end) : "");
    const auto [at, is_new] = found_.emplace(key, row);
    if (is_new) return;
    auto& known = at->second;
    const auto label = known.fields.find(options_.label), other = row.fields.find(options_.label);
    if (label != known.fields.end() && other != row.fields.end() && label->second != other->second)
      problems.add(line, "'" + key + "' is '" + other->second + "', but '" + label->second +
                             "' in " + known.place + "; choose one table: tables = [\"...\"]");
    known.fields.merge(row.fields);
    if (known.split.empty()) known.split = row.split;
  }

  std::vector<serhost::Utterance> clips() {
    readers::Problems problems;
    readers::Clips out(problems);
    for (auto& [key, row] : found_) {
      if (const auto about = about_.find(row.file); about != about_.end()) {
        for (const auto& [name, text] : about->second) row.fields.try_emplace(name, text);
      }
      serhost::Utterance one;
      one.key = key;
      one.audio = fs::absolute(folder_ / row.file);
      one.start = row.start;
      one.end = row.end;
      if (auto part = readers::part_of(row.split); !part.empty()) one.split = std::move(part);
      if (base_.languages.size() == 1) one.language = base_.languages.front();
      fill(one, row, problems);
      out.add(std::move(one), row.place);
    }
    return std::move(out).sorted();
  }

  void fill(serhost::Utterance& one, const Row& row, readers::Problems& problems) const {
    for (const auto& [name, text] : row.fields) {
      if (!readers::known(text)) continue;
      if (name == options_.label) {
        one.corpus_label = text;
        one.label = text;
      } else if (is_dimension(name)) {
        const auto number = readers::number_of(text);
        if (number) one.dimensions[name] = *number;
        else problems.add(row.place + ": " + name + " is '" + text + "'; expected a number");
      } else if (name == "speaker") {
        one.speaker = text;
        if (auto gender = values_->said_of("speaker", text, "gender"))
          one.gender = readers::gender_of(*gender);
        if (auto language = values_->said_of("speaker", text, "language")) one.language = *language;
      } else if (name == "gender") {
        one.gender = readers::gender_of(text);
      } else if (name == "transcription" || name == "text") {
        one.text = values_->said_of(name, text, "").value_or(text);
        if (*one.text != text) one.sentence = text;
      } else if (name == "session") {
        one.session = text;
      } else if (name == "language") {
        one.language = text;
      } else {
        one.extra[name] = text;
      }
    }
  }

  Options options_;
  serhost::DataRoot root_;
  fs::path folder_;
  Database base_;
  std::map<std::string, Row> found_;                                 ///< clips by key
  std::map<std::string, std::map<std::string, std::string>> about_;  ///< what is said of files
  std::unique_ptr<SchemeValues> values_;
};

SERHOST_DATASET(AudFormat, "audformat", "a database of audformat: db.yaml, tables, schemes, splits",
                .title = "audformat", .order = 46);

}  // namespace
}  // namespace audformat

SERHOST_PLUGIN();
