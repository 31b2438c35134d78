// Installed packs whose signer is trusted no more are not loaded.
#include "app/packs.hpp"
#include "base/error.hpp"
#include "host/registry.hpp"
#include "pack/keys.hpp"

namespace serhost::app {

namespace fs = std::filesystem;

std::string reason_against_folder(const fs::path& folder) {
  const auto packs = host::PluginSearchPath::standard().packs;
  std::error_code ignored;
  if (packs.empty() || fs::weakly_canonical(folder, ignored)
                           .lexically_relative(fs::weakly_canonical(packs, ignored))
                           .string()
                           .starts_with(".."))
    return "";
  try {
    const auto known = pack::KeyRing::of_user().known();
    for (const auto& installed : pack::Store(packs).list()) {
      if (!fs::equivalent(installed.plugin_folder(), folder, ignored)) continue;
      for (const auto& key : known) {
        if (key.revoked.empty() || pack::text_of(key.key.id) != installed.key) continue;
        return "it belongs to the pack " + installed.name + " " + installed.version +
               ", which is signed by key " + installed.key + " ('" + key.name +
               "'), and that was revoked " + key.revoked +
               "; remove the pack, or install one that is signed with another key";
      }
    }
  } catch (const Error& error) {
    return std::string("nobody can tell whether the key of its pack was revoked: ") + error.what();
  }
  return "";
}

}  // namespace serhost::app
