// Packs of plugins: making, checking, installing, locking, copying them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "pack/lock.hpp"
#include "pack/store.hpp"

namespace serhost::app {

/// Where the work on a pack reports to.
struct PackReports {
  std::function<void(const std::string&)> progress{};  ///< what is being done, a line each
  std::function<void(const std::string&)> say{};       ///< as ExternalOptions has it
  bool show_output = false;  ///< programs write to standard error; else to a log beside the build
};

/// The packs of this user. Throws ConfigError if there is no place for them.
pack::Store user_packs();

/// None if there is no place for them.
std::vector<pack::Installed> installed_packs();

/// Reads a file that may be a pack. Throws Error(untrusted) for one that is too large to be read.
std::string read_pack_file(const std::filesystem::path& file);

/// The file of a pack by its path, or by the name of an installed one. Throws Error(missing).
std::filesystem::path find_pack(const std::string& file_or_name);

struct PackJob {
  std::filesystem::path project;
  std::optional<std::filesystem::path> out{};  ///< NAME-VERSION.serpack if it is not given
  bool sign = true;
  std::optional<std::string> key{};  ///< the name of the key; the only one if it is not given
  std::optional<std::string> passphrase{};
  bool binary = false;  ///< with the built plugins, signed too; only where `sign`
  PackReports reports{};
};

struct CreatedPack {
  std::filesystem::path file;
  pack::Pack pack;       ///< as it reads from the file
  std::string signer{};  ///< id of the key; "" if it is not signed
};

/// Builds and tests the project, asks the built plugins what they are, runs the conformance kit and
/// writes the pack. Throws Error: missing, failed, untrusted, cannot_create, io.
CreatedPack create_pack(const PackJob& job);

/// What the plugins of a folder declare, as a pack says it. Throws PluginError if one is refused.
std::vector<pack::Component> declared_components(const std::filesystem::path& folder);

/// Runs the conformance kit on a plugin in a process of its own, with `foreign_home` as
/// ExternalOptions has it. Throws Error(failed); the end of its report goes to `say`.
void run_conformance(const std::filesystem::path& plugin, const std::filesystem::path& log,
                     const std::function<void(const std::string&)>& say,
                     const std::optional<std::filesystem::path>& foreign_home = std::nullopt);

/// Why the plugins of a folder must not be loaded: it belongs to a pack whose key was revoked. ""
/// where they may be. For host::set_folder_judge.
std::string reason_against_folder(const std::filesystem::path& folder);

/// Whose packs are installed.
enum class Trust {
  signed_by_trusted,  ///< signed by a trusted key
  pinned,             ///< and listed in a lock
  unsigned_ok,        ///< any
};

/// `lock` is needed where `trust` is pinned. Throws Error(untrusted) with the one reason.
pack::Installed install_pack(const std::filesystem::path& file, Trust trust,
                             const std::filesystem::path& lock, const PackReports& reports);

/// Throws Error(missing).
void remove_pack(const std::string& name);

struct WrittenLock {
  std::filesystem::path file;
  pack::LockFile lock;
};

/// Writes the lock of experiments that lie in one folder, beside them. A lock can be made where the
/// corpus is not. Throws UsageError if they lie in several, or use two plugins of one name.
WrittenLock lock_experiments(const Session& session,
                             const std::vector<std::filesystem::path>& experiments,
                             const std::vector<std::string>& overrides);

/// Copies the packs that a lock lists into a folder; returns the copies. Throws Error(missing) that
/// names all that are not installed, Error(failed) for a lock that lists none.
std::vector<std::filesystem::path> mirror_packs(const std::filesystem::path& lock,
                                                const std::filesystem::path& out);

/// A public key as text, or the file of one. Throws Error(missing) for what is neither.
pack::PublicKey read_public_key(const std::string& text_or_file);

}  // namespace serhost::app
