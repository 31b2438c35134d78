// Why metrics of several systems must not stand in one ranking: the fields of their signatures that
// differ.
#include <algorithm>
#include <set>

#include "base/error.hpp"
#include "base/text.hpp"
#include "report/comparison.hpp"
#include "run/signature_label.hpp"

namespace serhost::report {
namespace {

constexpr std::size_t kNamed = 3;  // systems that are named for each value

using Systems = std::vector<const run::EvaluatedRun*>;

std::vector<std::string> differing_fields(const Systems& systems) {
  std::vector<std::string> out;
  for (const auto* const system : systems) {
    for (const auto& difference :
         differences(systems.front()->run.facts.signature, system->run.facts.signature)) {
      if (std::find(out.begin(), out.end(), difference.field) == out.end())
        out.push_back(difference.field);
    }
  }
  return out;
}

std::string value_of_field(const run::Signature& signature, const std::string& field) {
  if (field == "signature") return signature.fields.empty() ? "none" : signature.line();
  if (field == run::kVersionDiffers) return std::to_string(signature.version);
  const auto* const found = signature.find(field);
  if (found == nullptr) return "none";
  const bool unnamed = field == "corpus" && signature.version > 1;  // it is the content that counts
  return (unnamed ? run::corpora_of(signature) + ", " : "") + *found;
}

std::string some_of(const std::vector<std::string>& names) {
  const auto shown = std::min(kNamed, names.size());
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(shown));
  return join(first, ", ") +
         (names.size() > kNamed ? " and " + std::to_string(names.size() - kNamed) + " more" : "");
}

/// "validation: "speakers 0.2" (a, b), "test" (c)".
std::string sentence_of(const Systems& systems, const std::string& field) {
  std::vector<std::pair<std::string, std::vector<std::string>>> values;  // value, systems
  for (const auto* const system : systems) {
    const auto value = value_of_field(system->run.facts.signature, field);
    const auto same = std::find_if(values.begin(), values.end(),
                                   [&](const auto& entry) { return entry.first == value; });
    if (same == values.end()) values.push_back({value, {system->name}});
    else same->second.push_back(system->name);
  }
  std::vector<std::string> parts;
  for (const auto& [value, names] : values)
    parts.push_back("\"" + value + "\" (" + some_of(names) + ")");
  return field + ": " + join(parts, ", ");
}

}  // namespace

std::vector<std::string> reasons_not_to_rank(const Systems& systems) {
  const auto fields = differing_fields(systems);
  if (systems.size() > 1 && systems.front()->run.facts.signature.fields.empty() && fields.empty()) {
    return {
        "signature: the runs are older than signatures, so nothing says that their results are "
        "comparable; run them again"};
  }
  std::vector<std::string> out;
  for (const auto& field : fields) {
    out.push_back(sentence_of(systems, field));
    if (field == run::kVersionDiffers)
      out.back() +=
          "; an older signature does not say all that the newer does, and the files of "
          "the run do not either, so that runs of one version are ranked among "
          "themselves: run the older ones again";
  }
  return out;
}

void require_one_task(const std::vector<run::EvaluatedRun>& systems) {
  for (const auto& system : systems) {
    const auto& first = systems.front();
    if (system.run.facts.task == first.run.facts.task) continue;
    throw Error(Exit::failed, "runs of different tasks cannot be compared: " + first.name +
                                  " is of the task \"" + first.run.facts.task + "\", " +
                                  system.name + " of \"" + system.run.facts.task +
                                  "\"; name runs of one task");
  }
}

void tell_apart(std::vector<run::EvaluatedRun>& systems) {
  std::multiset<std::string> names;
  for (const auto& system : systems) names.insert(system.name);
  for (auto& system : systems) {
    if (names.count(system.name) < 2 || system.folders.empty()) continue;
    std::vector<std::string> folders;
    for (const auto& folder : system.folders) folders.push_back(folder.lexically_normal().string());
    system.name = some_of(folders);
  }
}

std::vector<std::string> reasons_not_to_rank(const std::vector<run::EvaluatedRun>& systems) {
  Systems all;
  for (const auto& system : systems) all.push_back(&system);
  return reasons_not_to_rank(all);
}

}  // namespace serhost::report
