// serhost cache: what is kept of features that runs have computed, and its removal.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "features/cache_settings.hpp"
#include "features/feature_store.hpp"

namespace serhost::cli {
namespace {

/// "hubert, stages 1" from the text that the folder was made for.
std::string words_of(const std::string& identity) {
  std::string names, rest;
  for (const auto& line : split(identity, '\n')) {
    if (line.starts_with("backbone ")) names += (names.empty() ? "" : " + ") + line.substr(9);
    if (line.starts_with("stages ") || line == "layers" || line.starts_with("take ")) rest = line;
    if (line == "precision bf16") rest += ", bf16";
  }
  return names.empty() ? "unknown" : names + ", " + rest;
}

int show(const features::CacheSettings& settings, bool json) {
  const auto stores = features::stores_in(settings.folder);
  std::uint64_t bytes = 0;
  auto entries = nlohmann::ordered_json::array();
  for (const auto& store : stores) {
    bytes += store.bytes;
    entries.push_back({{"id", store.id},
                       {"of", words_of(store.identity)},
                       {"files", store.files},
                       {"bytes", store.bytes},
                       {"identity", store.identity}});
  }
  if (json) {
    print_json({{"folder", settings.folder.string()},
                {"bytes", bytes},
                {"limit", settings.disk_bytes},
                {"entries", entries}});
    return 0;
  }
  print("{}: {} of at most {}\n", settings.folder.string(),
        features::size_text(static_cast<double>(bytes)),
        features::size_text(static_cast<double>(settings.disk_bytes)));
  for (const auto& store : stores)
    print("  {}  {:>9}  {}\n", store.id.substr(0, 12),
          features::size_text(static_cast<double>(store.bytes)), words_of(store.identity));
  return 0;
}

int clear(const features::CacheSettings& settings, const std::string& beginning) {
  std::string id;
  if (!beginning.empty()) {
    for (const auto& store : features::stores_in(settings.folder)) {
      if (!store.id.starts_with(beginning)) continue;
      if (!id.empty())
        throw UsageError("'" + beginning +
                         "' matches several entries; give more characters. See serhost cache show");
      id = store.id;
    }
    if (id.empty())
      throw Error(Exit::missing,
                  "no entry of the cache begins with '" + beginning + "'. See serhost cache show");
  }
  print("{} removed from {}\n",
        features::size_text(static_cast<double>(features::clear_shelves(settings.folder, id))),
        settings.folder.string());
  return 0;
}

}  // namespace

int cache_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "json", .help = "as JSON"}};
  const auto parsed = parse("cache", arguments, options, 1, 2);
  if (parsed.help) return 0;
  const auto settings = features::cache_settings();
  const auto& action = parsed.positional[0];
  if (action == "show" && parsed.positional.size() == 1) return show(settings, parsed.has("json"));
  if (action == "clear" && parsed.positional.size() > 1 && parsed.positional[1].empty())
    throw UsageError(  // as from a variable that is not set
        "the ID of serhost cache clear is empty; leave it out to remove everything");
  if (action == "clear")
    return clear(settings, parsed.positional.size() > 1 ? parsed.positional[1] : "");
  if (action == "show")
    throw UsageError("serhost cache show takes no argument, found '" + parsed.positional[1] + "'");
  const std::vector<std::string> actions = {"show", "clear"};
  throw UsageError("no action '" + action + "' of serhost cache." + suggestion(action, actions));
}

}  // namespace serhost::cli
