#include "cli/completion_words.hpp"

#include <algorithm>
#include <map>

#include "app/experiment_check.hpp"
#include "cli/arguments.hpp"
#include "cli/plain_parts.hpp"
#include "config/pieces.hpp"
#include "host/kinds.hpp"

namespace serhost::cli {
namespace {

/// The table of the experiment in which a kind is chosen, and the key that names it.
struct ChosenIn {
  const char *table, *key;
};

const std::map<std::string, ChosenIn>& places() {
  static const std::map<std::string, ChosenIn> all = {{"backbone", {"backbone", "plugin"}},
                                                      {"loss", {"loss", "plugin"}},
                                                      {"dataset", {"dataset", "plugin"}},
                                                      {"optimizer", {"train.optimizer", "name"}},
                                                      {"head", {"head", "plugin"}},
                                                      {"pooling", {"head", "pooling"}},
                                                      {"protocol", {"protocol", "name"}},
                                                      {"schedule", {"train.schedule", "name"}},
                                                      {"adaptation", {"backbone.adapt", "name"}}};
  return all;
}

void add_keys(const std::string& kind, const std::string& name,
              const std::vector<ParamSpec>& parameters, std::vector<std::string>& out) {
  const auto at = places().find(kind);
  if (at == places().end()) return;
  const std::string table = at->second.table;
  out.push_back(table + "." + at->second.key + "=" + name);
  for (const auto& parameter : parameters) out.push_back(table + "." + parameter.name + "=");
}

void sort_out(std::vector<std::string>& words) {
  std::sort(words.begin(), words.end());
  words.erase(std::unique(words.begin(), words.end()), words.end());
}

}  // namespace

std::vector<std::string> completion_options(const Command& command) {
  std::vector<std::string> out;
  for (const auto& option : options_of(command)) out.push_back(std::string("--") + option.name);
  sort_out(out);
  return out;
}

std::vector<std::string> completion_names(const app::Session& session, const std::string& kind) {
  std::vector<std::string> out;
  if (const auto* const found = host::find_kind(kind)) {
    const auto registry = app::registry_of(session);
    for (const auto& info : registry.components()) {
      if (info.kind == found->kind) out.push_back(info.name);
    }
    return out;
  }
  for (const auto& own : config::piece_kinds()) {
    if (kind == own || kind == own + "s") return config::names_of_pieces(own);
  }
  for (const auto& own : plain_kinds()) {
    if (kind != own && kind != own + "s") continue;
    for (const auto& part : plain_parts_of(own)) out.push_back(part.name);
  }
  return out;
}

std::vector<std::string> completion_keys(const app::Session& session) {
  std::vector<std::string> out;
  for (const auto* table : config::pieces_of("table")) {
    const std::string name = table->name;
    for (const auto& parameter : table->parameters())
      out.push_back((name == "experiment" ? "" : name + ".") + parameter.name + "=");
  }
  const auto registry = app::registry_of(session);
  for (const auto& info : registry.components())
    add_keys(info_of(info.kind).name, info.name, info.parameters, out);
  for (const auto& kind : config::piece_kinds()) {
    for (const auto* piece : config::pieces_of(kind))
      add_keys(kind, piece->name, piece->parameters(), out);
  }
  sort_out(out);
  return out;
}

}  // namespace serhost::cli
