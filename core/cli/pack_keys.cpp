// serhost pack key: own keys, and trusted keys.
#include <string.h>

#include <cstdlib>
#include <cstring>
#include <iostream>
#include <nlohmann/json.hpp>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "pack/keys.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

const std::string& needed(const Parsed& parsed, const char* what) {
  if (parsed.positional.size() < 2)
    throw UsageError("serhost pack key " + parsed.positional[0] + " needs " + what +
                     ". See serhost pack --help");
  return parsed.positional[1];
}

std::optional<std::string>& taken() {
  static std::optional<std::string> passphrase;
  return passphrase;
}

int make(const Parsed& parsed) {
  const auto& name = needed(parsed, "a name");
  const auto passphrase = key_passphrase();
  const auto key = pack::KeyRing::of_user().make(name, passphrase);
  std::cout << key.line() << "\n";
  if (!parsed.globals.quiet) {
    std::cerr << "key " << pack::text_of(key.id) << " '" << name << "' is the signing key"
              << (passphrase ? "; its secret half is encrypted" : "")
              << "\nothers trust it with: serhost pack key trust " << key.line() << " --name "
              << name << "\n";
    if (!passphrase)
      std::cerr << "its secret half is not encrypted; set SERHOST_KEY_PASSPHRASE to encrypt it\n";
  }
  return 0;
}

int trust(const Parsed& parsed) {
  const auto& given = needed(parsed, "a public key, or the file of one");
  const auto key = app::read_public_key(given);
  std::error_code ignored;
  const bool file = fs::is_regular_file(given, ignored);
  if (!parsed.has("name") && !file) throw UsageError("name this key: --name NAME");
  const auto name = parsed.has("name") ? parsed.text("name") : fs::path(given).stem().string();
  pack::KeyRing::of_user().trust(name, key, parsed.has("restore"));
  std::cout << pack::text_of(key.id) << " is trusted as '" << name << "'\n";
  return 0;
}

int list(const Parsed& parsed) {
  const auto keys = pack::KeyRing::of_user().list();
  if (parsed.has("json")) {
    auto out = nlohmann::ordered_json::array();
    for (const auto& key : keys) {
      out.push_back({{"name", key.name},
                     {"id", pack::text_of(key.key.id)},
                     {"key", key.key.line()},
                     {"own", key.own},
                     {"trusted", !key.revoked},
                     {"revoked", key.revocation}});
    }
    print_json(out);
    return 0;
  }
  if (keys.empty()) std::cout << "no keys; create one: serhost pack key new NAME\n";
  for (const auto& key : keys) {
    print("{}  {:<16} {}{}  {}\n", pack::text_of(key.key.id), key.name, key.own ? "own" : "trusted",
          key.revoked ? ", revoked " + key.revocation : "", key.key.line());
  }
  return 0;
}

int revoke(const Parsed& parsed) {
  const auto key = pack::KeyRing::of_user().revoke(needed(parsed, "a name or an id"),
                                                   parsed.find("reason").value_or(std::string()));
  const auto id = pack::text_of(key.key.id);
  std::cout << id << " '" << key.name << "' is no longer trusted\n";
  for (const auto& installed : app::user_packs().list()) {
    if (installed.key == id)
      std::cout << "installed and signed by it: " << installed.name << " " << installed.version
                << "; serhost pack remove " << installed.name << "\n";
  }
  return 0;
}

}  // namespace

void take_passphrase() {
  constexpr const char* kName = "SERHOST_KEY_PASSPHRASE";
  char* const text = std::getenv(kName);
  if (text == nullptr) return;
  if (*text != '\0') taken() = text;
  explicit_bzero(text, std::strlen(text));  // /proc shows what a process was started with
  ::unsetenv(kName);
}

std::optional<std::string> key_passphrase() { return std::exchange(taken(), std::nullopt); }

int pack_key(const Parsed& parsed) {
  const auto& action = parsed.positional[0];
  if (parsed.has("json") && action != "list")
    throw UsageError("--json is no option of serhost pack key " + action);
  if (parsed.has("name") && action != "trust")
    throw UsageError("--name is no option of serhost pack key " + action);
  if (parsed.has("restore") && action != "trust")
    throw UsageError("--restore is no option of serhost pack key " + action);
  if (parsed.has("reason") && action != "revoke")
    throw UsageError("--reason is no option of serhost pack key " + action);
  if (action == "new") return make(parsed);
  if (action == "trust") return trust(parsed);
  if (action == "list") return list(parsed);
  if (action == "revoke") return revoke(parsed);
  const std::vector<std::string> known = {"new", "trust", "list", "revoke"};
  throw UsageError("no action '" + action + "' of serhost pack key." + suggestion(action, known));
}

}  // namespace serhost::cli
