// A list's name says which part it is: emodb_test_fold_1.jsonl. Training is the rest.
#include "folds.hpp"

#include <algorithm>
#include <serhost/corpus.hpp>
#include <serhost/readers/splits.hpp>
#include <serhost/readers/table.hpp>
#include <vector>

namespace emobox {
namespace {

namespace fs = std::filesystem;

std::string part_in_name(const std::string& stem) {
  for (std::size_t at = 0; at <= stem.size();) {
    const auto end = std::min(stem.find('_', at), stem.size());
    if (auto part = serhost::readers::part_of(stem.substr(at, end - at)); !part.empty())
      return part;
    at = end + 1;
  }
  return "";
}

void read_list(const fs::path& file, const std::string& fold,
               std::map<std::string, std::string>& into, serhost::readers::Problems& problems) {
  serhost::readers::Problems own(file);
  const auto table = serhost::readers::read_table(file, own);
  own.throw_if_any();
  for (const auto& row : table.rows) {
    const auto key = row.fields.find("key");
    if (key == row.fields.end()) {
      problems.add(file, row.line, "has no key");
      continue;
    }
    const auto [at, fresh] = into.emplace(key->second, fold);
    if (!fresh && at->second != fold)
      problems.add(file, row.line,
                   "'" + key->second + "' is already in such a list of fold " + at->second);
  }
}

}  // namespace

std::optional<std::string> Folds::part(const std::string& key) const {
  if (names.size() != 1) return std::nullopt;
  return tested.contains(key) ? "test" : validated.contains(key) ? "validation" : "train";
}

Folds read_folds(const fs::path& folder, serhost::readers::Problems& problems) {
  Folds out;
  for (const auto& file : serhost::corpus::files_below(folder, {"jsonl"}, 1)) {
    const auto name = file.parent_path().filename().string();
    if (!name.starts_with("fold_")) continue;
    const auto fold = name.substr(5);
    const auto part = part_in_name(file.stem().string());
    out.names.insert(fold);
    if (part == "test") read_list(file, fold, out.tested, problems);
    if (part == "validation") read_list(file, fold, out.validated, problems);
  }
  return out;
}

}  // namespace emobox
