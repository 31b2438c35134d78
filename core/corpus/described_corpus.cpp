// A file counts where its name matches; of copies of one recording the one that lies highest.
#include "corpus/described_corpus.hpp"

#include <algorithm>
#include <serhost/corpus.hpp>
#include <stdexcept>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "corpus/description.hpp"
#include "corpus/fields.hpp"
#include "corpus/sheet_table.hpp"

namespace serhost::corpus {
namespace {

namespace fs = std::filesystem;

/// What the walk saw, for the lines of the log.
struct Seen {
  std::size_t others = 0, copies = 0, unlisted = 0;
  std::string other, unlisted_name;               ///< the first of each
  std::map<std::string, std::size_t> unlabelled;  ///< corpus labels that [labels] lacks
};

/// A file of the corpus, and how good a copy it is.
struct Candidate {
  Utterance clip;
  Fields fields;
  std::ptrdiff_t depth = 0, extension = 0;  ///< the smaller the better
};

class DescribedReader final : public Dataset, public Documented {
 public:
  DescribedReader(const DataRoot& root, Description description)
      : root_(root), description_(std::move(description)) {}

  std::vector<Utterance> utterances() override;
  CorpusFacts facts() const override { return description_.facts; }

 private:
  std::optional<Fields> fields_of(const fs::path& file) const;
  Candidate candidate(const fs::path& file, Fields groups, Seen& seen) const;
  void keep_better(std::map<std::string, Candidate>& found, Candidate one, Seen& seen) const;
  void add_sheets(std::map<std::string, Candidate>& found, const fs::path& folder) const;
  void give_meaning(const std::string& field, std::string& value) const;
  Utterance finished(Candidate one, Seen& seen) const;
  void tell(const Seen& seen) const;
  [[noreturn]] void nothing_found(const fs::path& folder, const Seen& seen) const;

  DataRoot root_;
  Description description_;
};

std::optional<Fields> DescribedReader::fields_of(const fs::path& file) const {
  const auto stem = file.stem().string();
  auto text = description_.whole_path
                  ? (file.parent_path() / file.stem()).lexically_normal().generic_string()
                  : stem;
  if (description_.fold_case) text = lower(text);
  for (const auto& rule : description_.names) {
    const auto parts = rule.expression.search(text);
    if (parts.empty()) continue;
    Fields out = {{"name", stem}};
    for (const auto& [name, number] : rule.groups) {
      if (!parts[number].empty()) out[name] = parts[number];
    }
    return out;
  }
  return std::nullopt;
}

Candidate DescribedReader::candidate(const fs::path& file, Fields groups, Seen& seen) const {
  Candidate out;
  out.clip.audio = fs::absolute(file);
  out.depth = std::distance(file.begin(), file.end());
  const auto extension = extension_of(file);
  out.extension =
      std::find(description_.extensions.begin(), description_.extensions.end(), extension) -
      description_.extensions.begin();
  const auto written = groups;
  for (const auto& [field, text] : description_.clip) {
    auto value = text.filled(written);
    if (value && !value->empty()) groups[field] = std::move(*value);
    else groups.erase(field);
  }
  groups.try_emplace("key", groups.at("name"));
  if (description_.language) groups.try_emplace("language", *description_.language);
  for (auto& [field, value] : groups) give_meaning(field, value);
  if (const auto speaker = groups.find("speaker");
      speaker != groups.end() && !description_.speakers.empty()) {
    const auto known = description_.speakers.find(speaker->second);
    if (known == description_.speakers.end()) {
      if (seen.unlisted++ == 0) seen.unlisted_name = speaker->second;
    } else {
      for (const auto& [field, value] : known->second) groups[field] = value;
    }
  }
  if (!is_utf8(groups.at("key")))
    throw std::runtime_error(file.string() +
                             ": the name is not UTF-8, so it cannot be a key; rename it");
  for (auto& [field, value] : groups) value = valid_utf8(value);
  out.fields = std::move(groups);
  return out;
}

/// What [values] says that a text of this field means.
void DescribedReader::give_meaning(const std::string& field, std::string& value) const {
  const auto meanings = description_.values.find(field);
  if (meanings == description_.values.end()) return;
  if (const auto meant = meanings->second.find(value); meant != meanings->second.end())
    value = meant->second;
}

void DescribedReader::keep_better(std::map<std::string, Candidate>& found, Candidate one,
                                  Seen& seen) const {
  const auto key = one.fields.at("key");
  const auto at = found.find(key);
  if (at == found.end()) {
    found.emplace(key, std::move(one));
    return;
  }
  ++seen.copies;
  auto& other = at->second;
  if (one.extension == other.extension && one.depth == other.depth)
    throw std::runtime_error(description_.facts.title + ": '" + key + "' is there twice, " +
                             other.clip.audio.string() + " and " + one.clip.audio.string() +
                             "; set root to the folder of one copy");
  if (std::pair(one.extension, one.depth) < std::pair(other.extension, other.depth))
    other = std::move(one);
}

void DescribedReader::add_sheets(std::map<std::string, Candidate>& found,
                                 const fs::path& folder) const {
  for (const auto& rule : description_.sheets) {
    const auto extension = extension_of(rule.file);
    const auto files = files_below(folder, {extension}, static_cast<int>(description_.depth));
    const auto at = std::find_if(files.begin(), files.end(), [&](const fs::path& file) {
      return ("/" + file.generic_string()).ends_with("/" + rule.file);
    });
    if (at == files.end()) {
      note(root_, description_.facts.title + ": there is no " + rule.file + " below " +
                      folder.string() + "; what it says of the clips is not known");
      continue;
    }
    const SheetTable table(rule, *at);
    std::size_t rows = 0;
    for (auto& [key, one] : found) {
      if (!table.add_to(one.clip, one.fields)) continue;
      ++rows;
      for (const auto& [field, column] : rule.columns) {
        if (const auto cell = one.fields.find(field); cell != one.fields.end())
          give_meaning(field, cell->second);
      }
    }
    if (rows < found.size())
      note(root_, description_.facts.title + ": " + at->string() + " has no row for " +
                      count_of(found.size() - rows, "clip"));
  }
}

Utterance DescribedReader::finished(Candidate one, Seen& seen) const {
  auto clip = std::move(one.clip);
  one.fields.erase("name");
  if (!fill(clip, one.fields))
    throw std::runtime_error("'" + clip.key + "': its turn is '" + one.fields.at("turn") +
                             "', but must be a whole number");
  if (clip.corpus_label.empty()) return clip;
  const auto& labels = description_.labels;
  const auto at = labels.find(clip.corpus_label);
  if (at != labels.end()) clip.label = at->second;
  else if (labels.empty()) clip.label = clip.corpus_label;
  else ++seen.unlabelled[clip.corpus_label];
  return clip;
}

void DescribedReader::tell(const Seen& seen) const {
  const auto who = description_.facts.title + ": ";
  if (seen.others > 0)
    note(root_, who + count_of(seen.others, "file") + " whose names are not the corpus's " +
                    (seen.others == 1 ? "is" : "are") + " left out, for instance " + seen.other);
  if (seen.copies > 0)
    note(root_, who + count_of(seen.copies, "file") +
                    " of the same name further down, or in a "
                    "second format, counted once");
  if (seen.unlisted > 0)
    note(root_, who + count_of(seen.unlisted, "clip") +
                    " of speakers that the corpus does not "
                    "list, for instance '" +
                    shown(seen.unlisted_name) + "'");
  for (const auto& [label, count] : seen.unlabelled)
    note(root_, who + count_of(count, "clip") + " of the unknown label '" + shown(label) +
                    "' without a label");
}

void DescribedReader::nothing_found(const fs::path& folder, const Seen& seen) const {
  std::string packed;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const auto extension = extension_of(entry.path());
    if (extension == "zip" || extension == "gz" || extension == "tar" || extension == "rar" ||
        extension == "7z")
      packed = entry.path().filename().string();
  }
  throw std::runtime_error(
      folder.string() + ": holds no recording of " + description_.facts.title + ": looked up to " +
      std::to_string(description_.depth) + " folders down for names such as " +
      (description_.example.empty() ? "those of " + description_.file.string()
                                    : description_.example) +
      " and found " + std::to_string(seen.others) + " other " + join(description_.extensions, "/") +
      " files" + (seen.others > 0 ? ", for instance " + seen.other : "") +
      (packed.empty() ? "; set root to the folder of the corpus"
                      : "; unpack " + packed + " first, or set root to the folder it became"));
}

std::vector<Utterance> DescribedReader::utterances() {
  const auto& example = description_.example;
  const auto folder =
      folder_of(root_, "the folder of " + description_.facts.title +
                           (example.empty() ? "" : ", which holds " + example + " and others"));
  Seen seen;
  std::map<std::string, Candidate> found;  // by key
  for (const auto& file :
       files_below(folder, description_.extensions, static_cast<int>(description_.depth))) {
    auto groups = fields_of(fs::absolute(file));
    if (!groups) {
      if (seen.others++ == 0) seen.other = file.string();
      continue;
    }
    keep_better(found, candidate(file, std::move(*groups), seen), seen);
  }
  if (found.empty()) nothing_found(folder, seen);
  add_sheets(found, folder);
  std::vector<Utterance> out;
  for (auto& [key, one] : found) out.push_back(finished(std::move(one), seen));
  tell(seen);
  return out;
}

}  // namespace

std::shared_ptr<Dataset> read_described_corpus(const DataRoot& root, const fs::path& description) {
  return std::make_shared<DescribedReader>(root, read_description(description));
}

}  // namespace serhost::corpus
