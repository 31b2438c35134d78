// serhost pack: dispatch to an action, which takes only its own options.
#include "cli/pack.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::cli {
namespace {

struct Action {
  const char* name;
  std::size_t least, most;  ///< arguments behind the action
  std::vector<std::string> options;
  int (*run)(const Parsed&);
};

const std::vector<Action>& actions() {
  static const std::vector<Action> all = {
      {"create", 1, 1, {"output", "key", "unsigned", "binary"}, &pack_create},
      {"verify", 1, 1, {}, &pack_verify},
      {"show", 1, 1, {"json"}, &pack_show},
      {"install", 1, 1000, {"trust", "lock"}, &pack_install},
      {"remove", 1, 1, {}, &pack_remove},
      {"list", 0, 0, {"json"}, &pack_list},
      {"lock", 1, 1000, {"set"}, &pack_lock},
      {"mirror", 1, 1, {"out"}, &pack_mirror},
      {"key", 1, 2, {"name", "json", "restore", "reason"}, &pack_key},
  };
  return all;
}

}  // namespace

int pack_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "output",
       .help = "of create: the file to write (default: NAME-VERSION.serpack)",
       .value = "FILE",
       .letter = 'o'},
      {.name = "key",
       .help = "of create: sign with this key (default: the only one)",
       .value = "NAME"},
      {.name = "unsigned", .help = "of create: do not sign"},
      {.name = "binary",
       .help = "of create: add the built plugins, signed, for hosts like this one"},
      {.name = "trust",
       .help = "of install: signed (by a trusted key; default), pinned (and listed in --lock), "
               "unsigned-ok",
       .value = "LEVEL"},
      {.name = "lock", .help = "of install: the serhost.lock of --trust pinned", .value = "FILE"},
      {.name = "set",
       .help = "of lock: override one key of the experiments (repeatable)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "out",
       .help = "of mirror: the folder for copies of the packs that a serhost.lock lists",
       .value = "DIR"},
      {.name = "name",
       .help = "of key trust: a name for the key (default: its file's)",
       .value = "NAME"},
      {.name = "restore", .help = "of key trust: also a key that was revoked"},
      {.name = "reason",
       .help = "of key revoke: why, for everybody whose pack is refused by it",
       .value = "TEXT"},
      {.name = "json", .help = "of show, list and key list: as JSON"}};
  auto parsed = parse("pack", arguments, options, 1, 1001);
  if (parsed.help) return 0;
  const auto name = parsed.positional[0];
  std::vector<std::string> names;
  for (const auto& each : actions()) names.emplace_back(each.name);
  const auto action = std::find_if(actions().begin(), actions().end(),
                                   [&](const Action& each) { return name == each.name; });
  if (action == actions().end())
    throw UsageError("no action '" + name + "' of serhost pack." + suggestion(name, names));
  parsed.positional.erase(parsed.positional.begin());
  const auto given = parsed.positional.size();
  if (given < action->least || given > action->most) {
    throw UsageError("serhost pack " + name + " was given " + count_of(given, "argument") +
                     ". See serhost pack --help");
  }
  for (const auto& option : options) {
    const std::string text = option.name;
    const bool own =
        std::find(action->options.begin(), action->options.end(), text) != action->options.end();
    if (parsed.has(text) && !own)
      throw UsageError("--" + text + " is no option of serhost pack " + name +
                       ". See serhost pack --help");
  }
  return action->run(parsed);
}

}  // namespace serhost::cli
