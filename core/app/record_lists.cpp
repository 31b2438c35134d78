// By the names of columns: earlier versions had fewer.
#include "app/record_lists.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "base/csv.hpp"
#include "base/files.hpp"
#include "base/text.hpp"

namespace serhost::app {
namespace fs = std::filesystem;

std::vector<std::map<std::string, std::string>> named_rows(const fs::path& file) {
  std::vector<std::map<std::string, std::string>> out;
  if (!fs::exists(file)) return out;
  const auto table = read_csv(read_file(file));
  for (std::size_t i = 1; i < table.rows.size(); ++i) {
    auto& row = out.emplace_back();
    const auto& names = table.rows.front().fields;
    const auto& fields = table.rows[i].fields;
    for (std::size_t column = 0; column < std::min(names.size(), fields.size()); ++column)
      row[names[column]] = fields[column];
  }
  return out;
}

std::optional<RecordedFolds> recorded_folds(const fs::path& run_directory) {
  const auto file = run_directory / "folds.csv";
  if (!fs::exists(file)) return std::nullopt;
  const auto text = read_file(file);  // of many folds it has a million lines: no map a line
  const auto records = csv_records(text);
  if (records.size() < 2) return std::nullopt;
  const auto head = csv_split(records.front());
  const auto column = [&](const char* name) {
    return static_cast<std::size_t>(std::find(head.begin(), head.end(), name) - head.begin());
  };
  const auto key = column("key"), fold = column("fold"), part = column("part"),
             seed = column("seed"), speaker = column("speaker");
  if (std::max({key, fold, part}) >= head.size()) return std::nullopt;
  RecordedFolds out;
  out.has_speakers = speaker < head.size();
  for (std::size_t i = 1; i < records.size(); ++i) {
    auto fields = csv_split(records[i]);
    if (fields.size() != head.size()) return std::nullopt;
    ListedPart listed{std::move(fields[key]), 1, std::move(fields[part]), {}, {}};
    if (!read_number(fields[fold], listed.fold)) return std::nullopt;
    if (seed < head.size() && !read_number(fields[seed], listed.seed.emplace()))
      return std::nullopt;
    if (out.has_speakers && !fields[speaker].empty()) listed.speaker = std::move(fields[speaker]);
    out.clips.push_back(std::move(listed));
  }
  return out;
}

std::optional<std::vector<ListedClip>> recorded_clips(const fs::path& run_directory) {
  std::vector<ListedClip> out;
  for (const auto& row : named_rows(run_directory / "clips.csv")) {
    const auto key = row.find("key"), seconds = row.find("seconds"), digest = row.find("sha256");
    if (key == row.end() || seconds == row.end() || digest == row.end()) return std::nullopt;
    ListedClip clip{key->second, 0.0, digest->second};
    if (!read_number(seconds->second, clip.seconds)) return std::nullopt;
    out.push_back(std::move(clip));
  }
  if (out.empty()) return std::nullopt;
  return out;
}

std::size_t cropped_of(const RecordedFolds& folds, const std::vector<ListedClip>& clips,
                       double most) {
  std::set<std::string> tested;
  for (const auto& clip : folds.clips) {
    if (clip.part == "test") tested.insert(clip.key);
  }
  return static_cast<std::size_t>(std::count_if(clips.begin(), clips.end(), [&](const auto& clip) {
    return clip.seconds > most && tested.contains(clip.key);
  }));
}

}  // namespace serhost::app
