// Asks the files again, all together, and compares with what the cache says of them.
#include "host/cache_check.hpp"

#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/discovery.hpp"
#include "host/library_hash.hpp"
#include "host/probe.hpp"
#include "host/probe_cache.hpp"
#include "host/probe_result_json.hpp"

namespace serhost::host {
namespace {

std::string text_of(const std::vector<ProbeResult>& components) {
  auto all = nlohmann::json::array();
  for (const auto& component : components) all.push_back(to_json(component));
  return all.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// What is wrong with `entry` of a file that is `now`; nullopt: nothing.
std::optional<std::string> fault_of(const ProbeCache::Entry& entry, const Probed& now,
                                    const std::filesystem::path& file) {
  const auto& before = entry.probed;
  if (!now.refusal.empty() && !now.lasting) return std::nullopt;  // nobody can say today
  if (!before.refusal.empty() && now.refusal.empty())
    return "it was remembered as refused (" + before.refusal + "), but can be loaded";
  if (before.refusal.empty() && !now.refusal.empty())
    return "it was remembered as usable, but " + now.refusal;
  if (before.refusal.empty() && text_of(before.components) != text_of(now.components))
    return "it was remembered with other components or parameters than it has";
  if (state_of(file).sha256 != entry.sha256)
    return "it has been changed since it was looked into, though its size and times are the same";
  return std::nullopt;
}

}  // namespace

std::vector<WrongAnswer> check_probe_cache(const PluginSearchPath& places) {
  ProbeCache cache(probe_cache_file());
  std::vector<std::filesystem::path> known;
  for (const auto& each : plugin_files(places)) {
    const auto identity = identity_of(each.file);
    if (identity && cache.find(each.file, *identity) != nullptr) known.push_back(each.file);
  }
  std::vector<WrongAnswer> wrong;
  const auto answers = probe_files(known, probe_options());
  for (const auto& file : known) {
    const auto identity = identity_of(file);
    const auto* const entry = identity ? cache.find(file, *identity) : nullptr;
    if (entry == nullptr) continue;  // replaced at this very moment
    std::optional<std::string> fault;
    try {
      fault = fault_of(*entry, answers.at(file), file);
    } catch (const Error&) { continue; }
    if (!fault) continue;
    wrong.push_back({file, *fault});
    cache.forget(file);
  }
  cache.save();
  return wrong;
}

}  // namespace serhost::host
