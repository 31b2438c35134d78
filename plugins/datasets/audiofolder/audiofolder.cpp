// The layout that Hugging Face's datasets call "audiofolder": metadata.csv or metadata.jsonl with a
// column file_name, in the root or in the folder of each part; without them, the folder of a file
// is its label.
#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/dataset.hpp>
#include <serhost/readers/clips.hpp>
#include <serhost/readers/column_names.hpp>
#include <serhost/readers/row_clip.hpp>
#include <serhost/readers/splits.hpp>

namespace {

namespace fs = std::filesystem;
namespace readers = serhost::readers;

class AudioFolder final : public serhost::Dataset {
 public:
  struct Options {
    std::optional<std::vector<std::string>> column_names;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("column_names", &Options::column_names)
        .help(
            "what columns are called, such as 'label=emotion'; "
            "columns = { label = \"emotion\" } says the same");
  }
  AudioFolder(const Options& options, const serhost::DataRoot& root)
      : names_(options.column_names.value_or(std::vector<std::string>())), root_(root) {}

  std::vector<serhost::Utterance> utterances() override {
    const auto folder = serhost::corpus::folder_of(
        root_, "a folder of audio with metadata.csv or metadata.jsonl, or one folder per label");
    readers::Problems problems;
    readers::Clips clips(problems);
    bool listed = false;
    for (const auto& file : serhost::corpus::files_below(folder, {"csv", "jsonl"}, 3)) {
      if (file.stem() != "metadata") continue;
      listed = true;
      read_list(file, folder, clips);
    }
    if (!listed) {
      refuse_parquet(folder);
      read_folders(folder, clips);
    }
    if (clips.empty())
      throw std::runtime_error(folder.string() +
                               ": holds neither metadata.csv nor metadata.jsonl, nor audio in "
                               "folders that are labels (train/angry/a.wav)");
    return std::move(clips).sorted();
  }

 private:
  void read_list(const fs::path& file, const fs::path& folder, readers::Clips& clips) const {
    readers::Problems problems(file);
    auto table = readers::read_table(file, problems);
    problems.throw_if_any();
    names_.rename(table, problems);
    const auto base = file.parent_path();
    const auto split = part_of_path(base.lexically_relative(folder) / "x");
    for (auto& row : table.rows) {
      const auto place = file.string() + ":" + std::to_string(row.line);
      readers::Fields fields(std::move(row), table.semicolons, problems);
      const auto path = fields.text("path");
      if (!path || fs::path(*path).is_absolute()) {
        fields.wrong(path ? "file_name is '" + *path + "'; expected a path below the list's folder"
                          : "has no file_name");
        continue;
      }
      serhost::Utterance one;
      const auto audio = (base / *path).lexically_normal();
      one.key = fields.text("key").value_or(serhost::corpus::key_of(audio, folder));
      one.audio = fs::absolute(audio);
      readers::read_row(fields, one);
      if (!one.split) one.split = split ? split : part_of_path(audio.lexically_relative(folder));
      clips.add(std::move(one), place);
    }
    problems.throw_if_any();
  }

  static void read_folders(const fs::path& folder, readers::Clips& clips) {
    for (const auto& file :
         serhost::corpus::files_below(folder, serhost::corpus::audio_extensions())) {
      const auto below = file.lexically_relative(folder);
      const auto label = file.parent_path().filename().string();
      if (below.parent_path().empty() || !readers::part_of(label).empty()) continue;
      serhost::Utterance one;
      one.key = serhost::corpus::key_of(file, folder);
      one.audio = fs::absolute(file);
      one.label = one.corpus_label = label;
      one.split = part_of_path(below);
      clips.add(std::move(one), file.string());
    }
  }

  /// The part that the first folder named like one is; of the file's own name nothing.
  static std::optional<std::string> part_of_path(const fs::path& below) {
    for (const auto& name : below.parent_path())
      if (auto part = readers::part_of(name.string()); !part.empty()) return part;
    return std::nullopt;
  }

  static void refuse_parquet(const fs::path& folder) {
    const auto files = serhost::corpus::files_below(folder, {"parquet"}, 3);
    if (!files.empty())
      throw std::runtime_error(files.front().string() +
                               ": is a table with the audio inside, not a folder of audio; "
                               "plugin = \"parquet\" reads it");
  }

  readers::ColumnNames names_;
  serhost::DataRoot root_;
};

SERHOST_DATASET(AudioFolder, "audiofolder",
                "Hugging Face's layout: metadata.csv or .jsonl beside the audio, folders of parts",
                .title = "Audio folder", .order = 44);

}  // namespace

SERHOST_PLUGIN();
