// serhost describe: a component's parameters, from its schema; and the whole components page for
// the docs.
#include "config/describe.hpp"

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "app/experiment_check.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/plain_parts.hpp"
#include "config/components_page.hpp"
#include "config/pieces.hpp"
#include "host/kinds.hpp"
#include "host/registry.hpp"

namespace serhost::cli {
namespace {

/// [head], say, has the keys of whichever head it names.
std::string named_part_of(const std::string& table, const std::vector<std::string>& kinds) {
  const auto last = table.substr(table.rfind('.') + 1);
  if (std::find(kinds.begin(), kinds.end(), last) == kinds.end()) return "";
  return " The keys of [" + table + "] are those of the " + last +
         " that it names: serhost describe " + last + " NAME";
}

/// "pooling" of "poolings"; anything else as it is.
std::string kind_of_piece(const std::string& written) {
  for (const auto& kind : config::piece_kinds()) {
    if (written == kind + "s") return kind;
  }
  return written;
}

const PlainPart& plain_part_called(const std::string& name, const std::string& kind,
                                   const std::vector<PlainPart>& parts) {
  std::vector<std::string> names;
  for (const auto& part : parts) {
    if (part.name == name) return part;
    names.push_back(part.name);
  }
  throw PluginError("no " + kind + " '" + name + "'." + suggestion(name, names));
}

}  // namespace

int describe_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "json", .help = "as JSON"},
      {.name = "all-markdown", .help = "every component as the page docs/components.md"}};
  const auto parsed = parse("describe", arguments, options, 0, 2);
  if (parsed.help) return 0;
  const auto registry = app::registry_of(parsed.globals);
  if (parsed.has("all-markdown")) {
    std::cout << config::components_markdown(registry);
    return 0;
  }
  auto kinds = host::kind_names();
  for (auto& kind : config::piece_kinds()) kinds.push_back(std::move(kind));
  kinds.insert(kinds.end(), plain_kinds().begin(), plain_kinds().end());
  if (parsed.positional.size() != 2)
    throw UsageError("usage: serhost describe " + join(kinds, "|") + " NAME [--json]");
  const auto wanted = kind_of_piece(parsed.positional[0]);
  if (const auto names = config::names_of_pieces(wanted); !names.empty()) {
    const auto* const piece = config::find_piece(wanted, parsed.positional[1]);
    if (piece == nullptr)
      throw PluginError("no " + wanted + " '" + parsed.positional[1] + "'." +
                        (wanted == "table" ? named_part_of(parsed.positional[1], kinds) : "") +
                        suggestion(parsed.positional[1], names));
    std::cout << (parsed.has("json") ? config::describe_json(*piece).dump(2) + "\n"
                                     : config::describe_text(*piece));
    return 0;
  }
  if (const auto parts = plain_parts_of(wanted); !parts.empty()) {
    const auto& part = plain_part_called(parsed.positional[1], wanted, parts);
    std::cout << (parsed.has("json") ? plain_part_json(wanted, part).dump(2) + "\n"
                                     : plain_part_text(wanted, part));
    return 0;
  }
  const auto* const kind = host::find_kind(wanted);
  if (kind == nullptr)
    throw UsageError("no kind of component '" + wanted + "'." + suggestion(wanted, kinds));
  const auto& info = registry.get(kind->kind, parsed.positional[1]);
  std::cout << (parsed.has("json") ? config::describe_json(info).dump(2) + "\n"
                                   : config::describe_text(info));
  return 0;
}

}  // namespace serhost::cli
