// serhost list: what is available and from which file, what it shadows, what was refused and why.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/experiment_check.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "cli/plain_parts.hpp"
#include "config/pieces.hpp"
#include "host/not_built.hpp"
#include "host/registry.hpp"

namespace serhost::cli {
namespace {

void print_kind(const host::Registry& registry, const KindInfo& kind) {
  print("{}\n", kind.plural);
  for (const auto& info : registry.components()) {
    if (info.kind != kind.kind) continue;
    print("  {:<18} {}\n  {:<18} {} {}, {}\n", info.name, info.summary, "", info.plugin,
          info.plugin_version, info.file.string());
    for (const auto& file : info.shadows) print("  {:<18} shadows {}\n", "", file.string());
  }
}

bool has_any(const host::Registry& registry, Kind kind) {
  const auto& all = registry.components();
  return std::any_of(all.begin(), all.end(), [&](const auto& info) { return info.kind == kind; });
}

nlohmann::ordered_json to_json(const host::Registry& registry, const std::string& which) {
  nlohmann::ordered_json out;
  for (const auto& kind : kKinds) {
    if (which != "" && which != kind.plural) continue;
    auto& list = out[kind.plural] = nlohmann::ordered_json::array();
    for (const auto& info : registry.components()) {
      if (info.kind != kind.kind) continue;
      nlohmann::ordered_json entry = {{"name", info.name},         {"summary", info.summary},
                                      {"title", info.title},       {"order", info.order},
                                      {"plugin", info.plugin},     {"version", info.plugin_version},
                                      {"file", info.file.string()}};
      entry["shadows"] = nlohmann::ordered_json::array();
      for (const auto& file : info.shadows) entry["shadows"].push_back(file.string());
      list.push_back(std::move(entry));
    }
  }
  for (const auto& kind : config::piece_kinds()) {
    if (!which.empty() && which != kind + "s") continue;
    auto& list = out[kind + "s"] = nlohmann::ordered_json::array();
    for (const auto* piece : config::pieces_of(kind))
      list.push_back({{"name", piece->name}, {"summary", piece->summary}});
  }
  for (const auto& kind : plain_kinds()) {
    if (!which.empty() && which != kind + "s") continue;
    auto& list = out[kind + "s"] = nlohmann::ordered_json::array();
    for (const auto& part : plain_parts_of(kind))
      list.push_back({{"name", part.name}, {"summary", part.summary}});
  }
  if (which.empty() || which == "packs") out["packs"] = packs_json();
  auto& refused = out["refused"] = nlohmann::ordered_json::array();
  for (const auto& refusal : registry.refusals())
    refused.push_back({{"file", refusal.file.string()}, {"message", refusal.message}});
  auto& clashes = out["clashes"] = nlohmann::ordered_json::array();
  for (const auto& clash : registry.clashes()) {
    std::vector<std::string> files;
    for (const auto& file : clash.files) files.push_back(file.string());
    clashes.push_back({{"kind", name_of(clash.kind)}, {"name", clash.name}, {"files", files}});
  }
  return out;
}

}  // namespace

int list_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "json", .help = "as JSON"}};
  const auto parsed = parse("list", arguments, options, 0, 1);
  if (parsed.help) return 0;
  auto which = parsed.positional.empty() ? std::string() : parsed.positional[0];
  if (const auto* kind = host::find_kind(which)) which = kind->plural;
  const auto pieces = config::piece_kinds();
  if (std::find(pieces.begin(), pieces.end(), which) != pieces.end()) which += "s";
  std::vector<std::string> known = {"packs"};
  for (const auto& kind : config::piece_kinds()) known.push_back(kind + "s");
  for (const auto& kind : plain_kinds()) known.push_back(kind + "s");
  for (const auto& kind : kKinds) known.emplace_back(kind.plural);
  if (!which.empty() && std::find(known.begin(), known.end(), which) == known.end()) {
    throw UsageError("nothing called '" + which + "' can be listed." + suggestion(which, known));
  }
  const auto registry = app::registry_of(parsed.globals);
  if (parsed.has("json")) {
    print_json(to_json(registry, which));
    return 0;
  }
  bool first = true;
  for (const auto& kind : kKinds) {
    if (which.empty() ? !has_any(registry, kind.kind) : which != kind.plural) continue;
    if (!first) print("\n");
    first = false;
    print_kind(registry, kind);
  }
  for (const auto& kind : config::piece_kinds()) {
    if (!which.empty() && which != kind + "s") continue;
    print("{}{}s\n", first ? "" : "\n", kind);
    first = false;
    for (const auto* piece : config::pieces_of(kind))
      print("  {:<24} {}\n", piece->name, piece->summary);
  }
  for (const auto& kind : plain_kinds()) {
    if (!which.empty() && which != kind + "s") continue;
    print("{}{}s\n", first ? "" : "\n", kind);
    first = false;
    for (const auto& part : plain_parts_of(kind)) print("  {:<24} {}\n", part.name, part.summary);
  }
  if (which == "packs") print_packs();
  for (const auto& clash : registry.clashes()) {
    std::vector<std::string> files;
    for (const auto& file : clash.files) files.push_back(file.string());
    print("\n{} '{}' is offered by {}; write \"plugin/{}\" to choose\n", name_of(clash.kind),
          clash.name, join(files, " and "), clash.name);
  }
  if (!registry.refusals().empty()) {
    print("\nrefused\n");
    for (const auto& refusal : registry.refusals()) print("  {}\n", refusal.message);
  }
  bool first_missing = true;
  for (const auto& one : registry.not_built()) {
    if (!which.empty() && which != info_of(one.kind).plural) continue;
    if (std::exchange(first_missing, false)) print("\nnot built yet\n");
    print("  {:<18} {}\n", one.name, one.command);
  }
  return 0;
}

}  // namespace serhost::cli
