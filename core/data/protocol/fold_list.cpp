// Reading of fold lists.
#include "data/protocol/fold_list.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <serhost/corpus.hpp>
#include <serhost/readers/emobox.hpp>
#include <serhost/readers/splits.hpp>

#include "base/files.hpp"
#include "base/text.hpp"

namespace serhost::data {
namespace {

namespace fs = std::filesystem;

std::string place(const fs::path& file, std::size_t line) {
  return file.string() + ":" + std::to_string(line) + ": ";
}

/// Column numbers of a CSV header; -1 where there is none.
struct Columns {
  int key = -1, part = -1, fold = -1, seed = -1, speaker = -1, session = -1, dialogue = -1,
      sentence = -1, gender = -1;
};

constexpr std::uintmax_t kLargest = std::uintmax_t{1}
                                    << 30;  // bytes; a list of all speech ever labelled is smaller

/// The text of a list, without a byte order mark.
std::string text_of_list(const fs::path& file) {
  std::error_code ignored;
  const auto status = fs::status(file, ignored);
  if (fs::exists(status) && !fs::is_regular_file(status))  // a pipe or a device is not waited for
    throw DataError(file.string() + ": is not a file, but must be a list of clips");
  if (const auto size = fs::file_size(file, ignored); !ignored && size > kLargest)
    throw DataError(file.string() + ": has " + std::to_string(size) +
                    " bytes; expected a list of clips of at most 1 GiB");
  auto text = read_file(file);
  if (text.starts_with("\xef\xbb\xbf")) text.erase(0, 3);
  if (text.find('\0') != std::string::npos || !corpus::is_utf8(text))
    throw DataError(
        file.string() +
        ": is not UTF-8 text; expected a list of clips, for example with the header key,fold,part");
  return text;
}

struct Line {
  std::size_t number = 1;  ///< of its first character
  std::string text;
};

/// Lines of a CSV file; one goes on where a quoted field holds the end of a line.
std::vector<Line> lines_of(const fs::path& file, const std::string& text) {
  std::vector<Line> out;
  std::size_t number = 0;
  bool open = false;
  for (const auto& line : split(text, '\n')) {
    ++number;
    if (open) out.back().text += "\n" + line;
    else if (trim(line).empty()) continue;
    else out.push_back({number, line});
    if (std::count(line.begin(), line.end(), '"') % 2 != 0) open = !open;
    if (auto& whole = out.back().text; !open && whole.ends_with('\r')) whole.pop_back();
  }
  if (open) throw DataError(place(file, out.back().number) + "a quote is opened that never closes");
  return out;
}

std::vector<std::string> fields_of(std::string_view line, bool tabs) {
  return tabs ? split(line, '\t') : csv_split(line);
}

Columns columns_of(const fs::path& file, std::string_view header, bool tabs, bool needs_part) {
  Columns out;
  const auto names = fields_of(header, tabs);
  for (int i = 0; i < static_cast<int>(names.size()); ++i) {
    const auto name = lower(trim(names[static_cast<std::size_t>(i)]));
    if (name == "key") out.key = i;
    else if (name == "part" || name == "split") out.part = i;
    else if (name == "fold") out.fold = i;
    else if (name == "seed") out.seed = i;
    else if (name == "speaker") out.speaker = i;
    else if (name == "session") out.session = i;
    else if (name == "dialogue") out.dialogue = i;
    else if (name == "sentence") out.sentence = i;
    else if (name == "gender") out.gender = i;
  }
  if (out.key < 0 || (needs_part && out.part < 0)) {
    throw DataError(place(file, 1) + "expected a header with the " +
                    (needs_part ? "columns 'key' and 'part' (and 'fold')" : "column 'key'") +
                    ", found '" + std::string(header.substr(0, 80)) + "'");
  }
  return out;
}

std::vector<ListedClip> read_csv(const fs::path& file, bool needs_part) {
  std::vector<ListedClip> out;
  const auto text = text_of_list(file);
  const auto lines = lines_of(file, text);
  const std::string_view header = lines.empty() ? std::string_view() : trim(lines.front().text);
  const bool tabs =
      header.find(',') == std::string_view::npos && header.find('\t') != std::string_view::npos;
  const auto columns = columns_of(file, header, tabs, needs_part);
  for (std::size_t n = 1; n < lines.size(); ++n) {
    const auto fields = fields_of(lines[n].text, tabs);
    const auto at = [&fields](int column) {
      return column >= 0 && column < static_cast<int>(fields.size())
                 ? std::string(trim(fields[static_cast<std::size_t>(column)]))
                 : "";
    };
    ListedClip clip;
    // As it stands, for blanks may be part of a file's name.
    clip.key = static_cast<std::size_t>(columns.key) < fields.size()
                   ? fields[static_cast<std::size_t>(columns.key)]
                   : "";
    if (clip.key.empty()) throw DataError(place(file, lines[n].number) + "no key");
    clip.part = part_from(at(columns.part));
    if (!clip.part && needs_part)
      throw DataError(place(file, lines[n].number) +
                      "expected the part train, validation or test, found '" + at(columns.part) +
                      "'");
    if (columns.fold >= 0) clip.fold = at(columns.fold);
    if (clip.fold.empty() && needs_part) throw DataError(place(file, lines[n].number) + "no fold");
    // Folds drawn anew for each seed: those of one number have nothing to do with each other.
    if (columns.seed >= 0 && !at(columns.seed).empty()) clip.fold += " of seed " + at(columns.seed);
    if (const auto speaker = at(columns.speaker); !speaker.empty()) clip.speaker = speaker;
    if (const auto session = at(columns.session); !session.empty()) clip.session = session;
    if (const auto dialogue = at(columns.dialogue); !dialogue.empty()) clip.dialogue = dialogue;
    if (const auto sentence = at(columns.sentence); !sentence.empty()) clip.sentence = sentence;
    if (const auto gender = at(columns.gender); !gender.empty()) clip.gender = gender;
    out.push_back(std::move(clip));
  }
  if (out.empty()) throw DataError(file.string() + ": has a header but no lines");
  return out;
}

std::optional<std::string> text_of(const nlohmann::json& object, const char* name) {
  const auto at = object.find(name);
  if (at == object.end() || !at->is_string() || at->get_ref<const std::string&>().empty())
    return std::nullopt;
  return at->get<std::string>();
}

std::vector<ListedClip> read_jsonl(const fs::path& file) {
  std::vector<ListedClip> out;
  std::size_t number = 0;
  for (const auto& raw : split(text_of_list(file), '\n')) {
    ++number;
    if (trim(raw).empty()) continue;
    const auto json = nlohmann::json::parse(raw, nullptr, false);
    if (!json.is_object()) throw DataError(place(file, number) + "is not a JSON object");
    ListedClip clip;
    const auto key = text_of(json, "key");
    if (!key) throw DataError(place(file, number) + "has no text 'key'");
    clip.key = *key;
    if (const auto dataset = text_of(json, "dataset");
        dataset && key->starts_with(*dataset + "-")) {
      clip.other_names.push_back(key->substr(dataset->size() + 1));
    }
    if (const auto wav = text_of(json, "wav"))
      clip.other_names.push_back(fs::path(*wav).stem().string());
    for (const char* name : {"speaker", "spk", "speaker_id"}) {
      if (!clip.speaker) clip.speaker = text_of(json, name);
    }
    clip.session = text_of(json, "session");
    clip.dialogue = text_of(json, "dialogue");
    clip.sentence = text_of(json, "sentence");
    clip.gender = text_of(json, "gender");
    out.push_back(std::move(clip));
  }
  return out;
}

std::vector<fs::path> sorted_entries(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    out.push_back(at->path());
  if (error) throw Error(Exit::missing, folder.string() + ": cannot be listed: " + error.message());
  std::sort(out.begin(), out.end());
  return out;
}

std::optional<FoldPart> part_in_name(const fs::path& file) {
  for (const auto& word : split(file.stem().string(), '_')) {
    if (const auto part = part_from(word)) return part;
  }
  return std::nullopt;
}

FoldList read_emobox(const fs::path& folder) {
  FoldList list;
  list.source = folder.string();
  std::map<std::string, std::string> speakers;
  for (const auto& entry : sorted_entries(folder)) {
    const auto name = entry.filename().string();
    if (fs::is_directory(entry) && name.starts_with("fold_")) {
      for (const auto& file : sorted_entries(entry)) {
        const auto part = part_in_name(file);
        if (file.extension() != ".jsonl" || !part) continue;
        for (auto& clip : read_jsonl(file)) {
          clip.fold = name.substr(5);
          clip.part = part;
          list.clips.push_back(std::move(clip));
        }
      }
    } else if (entry.extension() == ".jsonl") {
      for (auto& clip : read_jsonl(entry)) list.corpus.push_back(std::move(clip));
    } else if (entry.extension() == ".stm") {
      speakers.merge(readers::speakers_of_stm(text_of_list(entry)));
    }
  }
  if (list.clips.empty()) {
    throw DataError(folder.string() +
                    ": holds no fold lists; expected folders fold_1, fold_2, ... with files such "
                    "as name_test_fold_1.jsonl");
  }
  for (auto* clips : {&list.clips, &list.corpus}) {
    for (auto& clip : *clips) {
      if (const auto at = speakers.find(clip.key); !clip.speaker && at != speakers.end())
        clip.speaker = at->second;
    }
  }
  return list;
}

}  // namespace

const char* name_of(FoldPart part) {
  return part == FoldPart::train ? "train" : part == FoldPart::validation ? "validation" : "test";
}

std::optional<FoldPart> part_from(std::string_view text) {
  const auto part = readers::part_of(text);
  for (const auto one : {FoldPart::train, FoldPart::validation, FoldPart::test})
    if (part == name_of(one)) return one;
  return std::nullopt;
}

FoldList read_fold_list(const fs::path& path) {
  std::error_code ignored;
  if (fs::is_directory(path, ignored)) return read_emobox(path);
  FoldList list;
  list.source = path.string();
  list.clips = read_csv(path, true);
  return list;
}

std::vector<ListedClip> read_clip_list(const fs::path& file) { return read_csv(file, false); }

}  // namespace serhost::data
