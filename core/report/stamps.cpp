// A stamp that names nobody could be taken for that of the other run.
#include "report/stamps.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "report/chance.hpp"
#include "report/words.hpp"

namespace serhost::report {
namespace {

std::string short_stamps(const run::Run& run) {
  std::vector<std::string> out;
  if (run.facts.validation_is_test) out.emplace_back("selected on test");
  if (run.facts.test_speakers != run::TestSpeakers::others)
    out.push_back(run::words_of(run.facts.test_speakers));
  return join(out, ", ");
}

}  // namespace

std::vector<std::string> stamps_of(const std::vector<NamedRun>& runs) {
  std::vector<std::pair<std::string, std::vector<std::string>>> found;  // stamp, who has it
  for (const auto& [name, run] : runs) {
    for (const auto& stamp : stamps_of(*run)) {
      const auto at = std::find_if(found.begin(), found.end(),
                                   [&](const auto& each) { return each.first == stamp; });
      if (at == found.end()) found.push_back({stamp, {name}});
      else at->second.push_back(name);
    }
  }
  std::vector<std::string> out;
  for (const auto& [stamp, names] : found)
    out.push_back(names.size() == runs.size() ? stamp : join(names, ", ") + ": " + stamp);
  return out;
}

std::string own_stamps(const run::Run& run, const std::vector<const run::Run*>& all) {
  const auto own = short_stamps(run);
  const bool same = std::all_of(all.begin(), all.end(),
                                [&](const auto* other) { return short_stamps(*other) == own; });
  return same ? "" : own;
}

std::string stamp_of_number(const run::Run& run, const std::string& metric) {
  auto out = stamps_of(run);
  if (auto mark = mark_of_chance(run, metric); !mark.empty()) out.push_back(std::move(mark));
  return join(out, "; ");
}

}  // namespace serhost::report
