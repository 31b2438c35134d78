// serhost pack lock and mirror.
#include <iostream>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"

namespace serhost::cli {

int pack_lock(const Parsed& parsed) {
  const auto [file, lock] = app::lock_experiments(
      parsed.globals, {parsed.positional.begin(), parsed.positional.end()}, parsed.overrides());
  print("{}: {}\n", file.string(), count_of(lock.plugins.size(), "plugin"));
  for (const auto& plugin : lock.plugins) {
    if (plugin.source == "file" && !parsed.globals.quiet) {
      std::cerr << "warning: the " << plugin.title()
                << " comes from a file that others do not have; create a pack of it: serhost pack "
                   "create DIR\n";
    }
  }
  return 0;
}

int pack_mirror(const Parsed& parsed) {
  if (!parsed.has("out"))
    throw UsageError("serhost pack mirror needs --out DIR, a folder for the packs");
  for (const auto& copy : app::mirror_packs(parsed.positional[0], parsed.text("out")))
    print("{}\n", copy.string());
  return 0;
}

}  // namespace serhost::cli
