// A label that `merge` does not name stays as it is.
#include "data/manifest/labels.hpp"

#include <set>
#include <string_view>

#include "base/text.hpp"
#include "base/words.hpp"
#include "data/manifest/tidy.hpp"

namespace serhost::data {

std::vector<std::string> names_of(const Counts& counts) {
  std::vector<std::string> out;
  for (const auto& [name, count] : counts) out.push_back(name);
  return out;
}

LabelRule::LabelRule(const config::DatasetTable& table) : table_(table) {
  for (const auto& [from, to] : table.merge) merge_.emplace(tidy(from), tidy(to));
  for (const auto& [from, place] : table.merge_places) places_.emplace(tidy(from), place);
}

Place LabelRule::merge_place(const std::string& from) const {
  const auto at = places_.find(from);
  return at == places_.end() ? table_.component.place : at->second;
}

std::optional<std::string> LabelRule::name(const Utterance& utterance) {
  if (!utterance.label || utterance.label->empty()) {
    ++without_;
    return std::nullopt;
  }
  ++found_[*utterance.label];
  return merged(*utterance.label);
}

std::string LabelRule::class_of(const std::string& label) {
  voted_.insert(label);
  return merged(label);
}

std::string LabelRule::merged(const std::string& label) const {
  const auto at = merge_.find(label);
  return at == merge_.end() ? label : at->second;
}

void LabelRule::check(const std::vector<std::string>& classes, Faults& faults) const {
  if (table_.labels) return;
  auto known = names_of(found_);
  for (const auto& label : voted_) {
    if (!found_.contains(label)) known.push_back(label);
  }
  const std::set<std::string_view> wanted(classes.begin(), classes.end());
  // What is only counted needs no suggestion.
  const auto near = [&](const std::string& name, const std::vector<std::string>& names) {
    return faults.all().size() < kMostFaults ? suggestion(name, names) : std::string();
  };
  for (const auto& [from, to] : merge_) {
    const auto place = merge_place(from);
    if (!found_.contains(from) && !voted_.contains(from)) {
      faults.add(Exit::config, place,
                 "dataset '" + table_.name + "': merge names the label '" + from +
                     "', which no clip has." + near(from, known));
    }
    if (!wanted.contains(to)) {
      faults.add(Exit::config, place,
                 "dataset '" + table_.name + "': merge turns '" + from + "' into '" + to +
                     "', which is not among the classes." + near(to, classes));
    }
  }
}

std::vector<LabelUse> LabelRule::uses(const std::vector<std::string>& classes) const {
  const std::set<std::string_view> wanted(classes.begin(), classes.end());
  std::vector<LabelUse> out;
  for (const auto& [label, clips] : found_) {
    const auto name = merged(label);
    out.push_back({label, clips, wanted.contains(name) ? name : std::string()});
  }
  if (without_ > 0) out.push_back({"", without_, ""});
  return out;
}

std::string counts_text(const Counts& counts) {
  std::string out;
  std::size_t told = 0;
  for (const auto& [name, count] : counts) {
    if (told == 20) return out + ", and " + std::to_string(counts.size() - told) + " more";
    out += (told++ > 0 ? ", " : "") + name + " " + std::to_string(count);
  }
  return out.empty() ? "none" : out;
}

}  // namespace serhost::data
