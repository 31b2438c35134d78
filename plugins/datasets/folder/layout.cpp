// The words for parts are those of the protocol `official`.
#include "layout.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <serhost/corpus.hpp>
#include <serhost/readers/splits.hpp>
#include <set>
#include <stdexcept>

namespace layout {
namespace {

bool is_part(const std::string& folder) {
  const auto small = serhost::corpus::lowered(folder);
  return !serhost::readers::part_of(folder).empty() || small == "eval" || small == "evaluation";
}

/// "01", "Actor_01", "spk 7": letters at most, then a number.
bool is_numbered(const std::string& folder) {
  const auto digits = std::find_if(folder.begin(), folder.end(),
                                   [](unsigned char c) { return std::isdigit(c) != 0; });
  return digits != folder.end() &&
         std::all_of(folder.begin(), digits,
                     [](unsigned char c) {
                       return std::isalpha(c) != 0 || c == '_' || c == '-' || c == ' ';
                     }) &&
         std::all_of(digits, folder.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "'01', '02', ... (24)".
std::string listed(const std::set<std::string>& names) {
  std::string out;
  std::size_t told = 0;
  for (const auto& name : names) {
    if (told == 5) return out + ", ... (" + std::to_string(names.size()) + ")";
    out += (told++ > 0 ? ", '" : "'") + name + "'";
  }
  return out;
}

}  // namespace

std::vector<std::string> parsed(const std::string& text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= text.size();) {
    const auto end = std::min(text.find('/', at), text.size());
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  static const std::set<std::string> known = {"label", "speaker", "split", "session", "*"};
  std::set<std::string> seen;
  for (const auto& level : out) {
    if (!known.contains(level))
      throw std::invalid_argument(
          "layout = '" + text + "' names '" + level +
          "'; expected label, speaker, split, session or *, with / between");
    if (level != "*" && !seen.insert(level).second)
      throw std::invalid_argument("layout = '" + text + "' names '" + level + "' twice");
  }
  if (!seen.contains("label"))
    throw std::invalid_argument("layout = '" + text + "' does not say which folder is the label");
  return out;
}

std::vector<std::string> folders_of(const std::filesystem::path& below) {
  std::vector<std::string> out;
  for (const auto& part : below.parent_path()) out.push_back(part.string());
  return out;
}

void check(const std::filesystem::path& root, const std::vector<std::vector<std::string>>& files) {
  std::map<std::string, std::set<std::string>> below;
  std::set<std::string> first, second;
  bool deep = true;
  for (const auto& folders : files) {
    first.insert(folders.front());
    deep = deep && folders.size() > 1;
    if (folders.size() < 2) continue;
    below[folders.front()].insert(folders[1]);
    second.insert(folders[1]);
  }
  if (first.empty() || !deep) return;
  const auto refuse = [&](const std::string& what, const std::string& set) {
    throw std::runtime_error(root.string() + ": the folders right below it, " + listed(first) +
                             ", look like " + what + ", not like labels (below them are " +
                             listed(second) + "); set layout = \"" + set +
                             "\", or layout = \"label\" if they are labels");
  };
  if (std::all_of(first.begin(), first.end(), is_part)) refuse("parts", "split/label");
  // Takes of a label may lie in folders too: those of speakers have the labels in common.
  std::size_t pairs = 0;
  for (const auto& [name, inner] : below) pairs += inner.size();
  if (first.size() > 1 && std::all_of(first.begin(), first.end(), is_numbered) &&
      !std::all_of(second.begin(), second.end(), is_numbered) && pairs > second.size())
    refuse("speakers", "speaker/label");
}

}  // namespace layout
