// The actions of `serhost pack`, one function each, and what they share.
#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cli/arguments.hpp"
#include "host/registry.hpp"
#include "pack/store.hpp"

namespace serhost::cli {

int pack_create(const Parsed& parsed);
int pack_verify(const Parsed& parsed);
int pack_show(const Parsed& parsed);
int pack_install(const Parsed& parsed);
int pack_remove(const Parsed& parsed);
int pack_list(const Parsed& parsed);
int pack_lock(const Parsed& parsed);
int pack_mirror(const Parsed& parsed);
int pack_key(const Parsed& parsed);

/// What `pack list` and `list packs` tell.
nlohmann::ordered_json packs_json();
void print_packs();

/// The packs of this user.
pack::Store user_packs();

/// Reads a file that may be a pack. Throws Error(untrusted) for one that is too large to be read.
std::string pack_bytes(const std::filesystem::path& file);

/// What the plugins of a folder declare, as a pack says it. Throws PluginError where one is
/// refused.
std::vector<pack::Component> declared_components(const std::filesystem::path& folder);

/// Runs `serhost test-plugin` in a process of its own; throws Error(failed) with the end of its
/// report.
void run_conformance(const std::filesystem::path& plugin, const std::filesystem::path& log);

/// Installs one file for `pack install` and `reproduce`. `level`: "signed", "pinned" or
/// "unsigned-ok"; `lock`: needed where pinned.
pack::Installed install_pack(const Globals& globals, const std::filesystem::path& file,
                             const std::string& level, const std::filesystem::path& lock);

/// The value of SERHOST_KEY_PASSPHRASE, where it is set.
std::optional<std::string> key_passphrase();

}  // namespace serhost::cli
