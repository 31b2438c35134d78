// serhost pack install, remove, list.
#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"

namespace serhost::cli {
namespace {

app::Trust trust_of(const Parsed& parsed) {
  const auto level = parsed.find("trust").value_or("signed");
  const std::vector<std::string> levels = {"signed", "pinned", "unsigned-ok"};
  if (std::find(levels.begin(), levels.end(), level) == levels.end())
    throw UsageError("no trust level '" + level + "'." + suggestion(level, levels));
  if ((level == "pinned") != parsed.has("lock"))
    throw UsageError("--trust pinned and --lock FILE must be given together");
  return level == "pinned"        ? app::Trust::pinned
         : level == "unsigned-ok" ? app::Trust::unsigned_ok
                                  : app::Trust::signed_by_trusted;
}

}  // namespace

app::PackReports pack_reports(const Globals& globals) {
  const auto write = [](const std::string& line) { std::cerr << line << std::endl; };
  app::PackReports out{.progress = {}, .say = write, .show_output = globals.verbose};
  if (!globals.quiet) out.progress = write;
  return out;
}

int pack_install(const Parsed& parsed) {
  const auto trust = trust_of(parsed);
  for (const auto& file : parsed.positional) {
    const auto installed = app::install_pack(file, trust, parsed.path("lock").value_or(""),
                                             pack_reports(parsed.globals));
    print("{} {} is installed, {}: {}\n", installed.name, installed.version, installed.origin,
          join(installed.components, ", "));
    if (!installed.verified && !parsed.globals.quiet)
      std::cerr << "warning: it is not signed by a trusted key\n";
  }
  return 0;
}

int pack_remove(const Parsed& parsed) {
  app::remove_pack(parsed.positional[0]);
  print("{} is removed\n", parsed.positional[0]);
  return 0;
}

nlohmann::ordered_json packs_json() {
  auto out = nlohmann::ordered_json::array();
  for (const auto& each : app::installed_packs()) {
    out.push_back({{"name", each.name},
                   {"version", each.version},
                   {"license", each.license},
                   {"content", each.content},
                   {"key", each.key},
                   {"verified", each.verified},
                   {"origin", each.origin},
                   {"components", each.components},
                   {"folder", each.folder.string()},
                   {"changed", pack::changed_plugins(each)}});
  }
  return out;
}

void print_packs() {
  const auto packs = app::installed_packs();
  if (packs.empty()) print("no packs are installed\n");
  for (const auto& each : packs) {
    const auto signature =
        each.key.empty() ? "not signed"
                         : "signed by key " + each.key + (each.verified ? "" : " (not verified)");
    print("{} {}: {}\n  {}, {}, content {}\n", each.name, each.version, join(each.components, ", "),
          each.origin, signature, each.content);
    for (const auto& file : pack::changed_plugins(each))
      print("  {} has been changed since it was installed; install the pack again\n", file);
  }
}

int pack_list(const Parsed& parsed) {
  if (parsed.has("json")) print_json(packs_json());
  else print_packs();
  return 0;
}

}  // namespace serhost::cli
