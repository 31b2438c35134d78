// Compares in the form in which answers are remembered. Once a component: a run makes one per fold.
#include "host/as_looked_into.hpp"

#include <mutex>
#include <set>
#include <string>
#include <tuple>

#include "base/error.hpp"
#include "host/guard.hpp"
#include "host/library_hash.hpp"
#include "host/probe_cache.hpp"
#include "host/probe_result_json.hpp"

namespace serhost::host {
namespace {

/// Foreign text may hold anything: what is no UTF-8 is replaced, as on the way from the child.
std::string text_of(const ProbeResult& found) {
  return to_json(found).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

ProbeResult said_by(const ComponentInfo& info) {
  return {.kind = info.kind,
          .name = info.name,
          .summary = {},
          .parameters = info.parameters,
          .abilities = info.abilities};
}

ProbeResult declared_by(const ComponentInfo& info, const Component& loaded) {
  const auto callee = callee_of(info);
  return {
      .kind = loaded.kind,
      .name = loaded.name,
      .summary = {},
      .parameters = guarded(callee, "declare", [&] { return loaded.parameters(); }),
      .abilities = guarded(callee, "its list of abilities", [&] { return loaded.abilities(); })};
}

void forget_answer(const std::filesystem::path& file) {
  ProbeCache cache(probe_cache_file());
  cache.forget(file);
  cache.save();
}

/// Whether an answer is remembered of a file with this identity, but of other bytes.
bool remembered_of_others(const std::filesystem::path& file) {
  const ProbeCache cache(probe_cache_file());
  const auto identity = identity_of(file);
  const auto* const entry = identity ? cache.find(file, *identity) : nullptr;
  return entry != nullptr && entry->sha256 != library_hash(file);
}

}  // namespace

void require_as_looked_into(const ComponentInfo& info, const Component& loaded) {
  static std::mutex guard;
  static auto* const seen = new std::set<std::tuple<std::filesystem::path, Kind, std::string>>();
  const std::lock_guard lock(guard);
  const std::tuple key{info.file, info.kind, info.name};
  if (seen->contains(key)) return;
  if (text_of(said_by(info)) != text_of(declared_by(info, loaded))) {
    forget_answer(info.file);
    throw PluginError("its " + std::string(name_of(info.kind)) + " '" + info.name +
                      "' declares other parameters than those that were read from it before, so "
                      "that the experiment was checked against the wrong ones; what was remembered "
                      "of the file is forgotten: run the command again");
  }
  if (remembered_of_others(info.file)) forget_answer(info.file);
  seen->insert(key);
}

}  // namespace serhost::host
