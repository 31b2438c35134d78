// Parquet tables as Hugging Face exports data sets: a clip a row, with its audio in the table or
// beside it. Only texts are read to list the clips; audio is read row by row.
#include <exception>
#include <fstream>
#include <iterator>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/column_names.hpp>
#include <serhost/readers/row_clip.hpp>
#include <serhost/readers/sound_bytes.hpp>
#include <serhost/readers/splits.hpp>

#include "columns.hpp"
#include "open_files.hpp"

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

/// Where a clip's audio is.
struct Place {
  std::size_t file = 0, group = 0;
  std::int64_t row = 0;               ///< in the group
  std::optional<std::size_t> column;  ///< absent: in a file of its own
};

class Parquet final : public serhost::Dataset, public serhost::ReadsAudio {
 public:
  struct Options {
    std::optional<std::vector<std::string>> column_names;
    std::string keys = "names";
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("column_names", &Options::column_names)
        .help(
            "what columns are called, such as 'label=emotion'; "
            "columns = { label = \"emotion\" } says the same");
    schema.add("keys", &Options::keys)
        .one_of({"names", "rows"})
        .help(
            "what clips are called by: the names of their audio, or files and rows (where several "
            "clips have one name)");
  }
  Parquet(const Options& options, const serhost::DataRoot& root)
      : given_(options.column_names.value_or(std::vector<std::string>())),
        names_(given_),
        by_row_(options.keys == "rows"),
        root_(root),
        open_(root.folder) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::corpus::folder_of(root_, "the folder of .parquet files");
    const auto files = serhost::corpus::files_below(folder, {"parquet"});
    if (files.empty())
      throw std::runtime_error(folder.string() +
                               ": holds no .parquet file (train-00000-of-00001.parquet)");
    open_.name(files);
    places_.clear();
    readers::Problems problems;
    readers::Clips clips(problems);
    for (std::size_t i = 0; i < files.size(); ++i) read_file(i, files[i], folder, clips);
    if (clips.empty() && problems.empty())
      throw std::runtime_error(folder.string() + ": its .parquet files have no rows");
    try {
      return std::move(clips).sorted();
    } catch (const std::runtime_error& error) {
      if (by_row_) throw;
      throw std::runtime_error(std::string(error.what()) +
                               "\nwhere names are not unique, keys = \"rows\" numbers the rows");
    }
  }

  serhost::Waveform read(const serhost::Utterance& one) const override {
    const auto at = places_.find(one.key);
    if (at == places_.end()) throw std::runtime_error("'" + one.key + "' is in no .parquet file");
    const auto& place = at->second;
    if (!place.column) return readers::decoded(bytes_of(one), one);
    const auto bytes = open_.file(place.file)->bytes(place.group, *place.column, place.row);
    if (!bytes || bytes->empty()) throw readers::damaged_sound(one, "has no audio (null)");
    return readers::decoded(*bytes, one);
  }

 private:
  void read_file(std::size_t index, const fs::path& path, const fs::path& folder,
                 readers::Clips& clips) {
    const auto file = open_.file(index);
    const auto columns = tables::choose(*file, path, given_);
    const auto split = readers::part_of_shard(path.lexically_relative(folder));
    const auto stem = serhost::corpus::key_of(path, folder);
    readers::Problems problems(path);
    std::size_t line = 0;
    for (std::size_t group = 0; group < file->groups(); ++group) {
      std::int64_t row = 0;
      std::exception_ptr fault;  // of ours, which is none of the file's
      file->read(group, columns.wanted, [&](const std::vector<tables::Texts>& texts) {
        if (fault) return;
        try {
          auto table = tables::table_of(columns, texts, line, problems);
          names_.rename(table, problems);
          for (auto& one : table.rows) {
            const auto name = stem + "/" + std::to_string(++line);
            clip(readers::Fields(std::move(one), false, problems), name, path, split,
                 {index, group, row++, columns.audio}, clips);
          }
        } catch (...) { fault = std::current_exception(); }
      });
      if (fault) std::rethrow_exception(fault);
    }
    problems.throw_if_any();
  }

  void clip(readers::Fields fields, const std::string& row_name, const fs::path& path,
            const std::optional<std::string>& split, const Place& place, readers::Clips& clips) {
    serhost::Utterance one;
    const auto name = fields.text("path"), key = fields.text("key");
    const auto below = name ? relative(*name) : fs::path();
    one.key = key ? *key : by_row_ || below.empty() ? row_name : below.generic_string();
    one.audio = fs::absolute(path);
    if (!place.column) {
      if (below.empty()) {
        fields.wrong("has neither audio nor a path");
        return;
      }
      one.audio = beside(path, *name);
    }
    readers::read_row(fields, one);
    if (!one.split) one.split = split;
    places_.insert_or_assign(one.key, place);
    clips.add(std::move(one), path.string());
  }

  static std::string bytes_of(const serhost::Utterance& one) {
    std::error_code ignored;
    std::ifstream in(fs::is_regular_file(one.audio, ignored) ? one.audio : fs::path(),
                     std::ios::binary);
    if (!in) throw std::runtime_error(one.audio.string() + ": '" + one.key + "' cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
  }

  /// Without what is the exporter's own: "/home/me/cache/a.wav" is "a.wav".
  static fs::path relative(const std::string& name) {
    const fs::path path(name);
    return path.is_absolute() ? path.filename() : path.lexically_normal();
  }

  /// The audio that a table names: below its own folder, or below the root.
  fs::path beside(const fs::path& table, const std::string& name) const {
    const auto here = fs::absolute(table.parent_path() / name).lexically_normal();
    std::error_code ignored;
    return fs::exists(here, ignored) ? here : fs::absolute(root_.path / name).lexically_normal();
  }

  std::vector<std::string> given_;
  readers::ColumnNames names_;
  bool by_row_;
  serhost::DataRoot root_;
  tables::OpenFiles open_;
  std::map<std::string, Place> places_;  ///< by key; as they were listed last
};

SERHOST_DATASET(Parquet, "parquet",
                "Parquet tables as Hugging Face exports them, with the audio inside or beside them",
                .title = "Parquet", .order = 45);

}  // namespace

SERHOST_PLUGIN();
