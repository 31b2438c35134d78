// The packs that are installed: a folder each below $XDG_DATA_HOME/serhost/packs, filled beside its
// place and then renamed, so that at any moment the old pack is there whole or the new one.
//
//   NAME/pack.serpack              as it came, to be passed on
//   NAME/pack.json                 who signed it, how its plugins were had, their hashes
//   NAME/source/                   what it holds, without binaries
//   NAME/lib/serhost/plugins/      what the host finds (host/places.cpp)
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/abi_record.hpp"
#include "pack/pack.hpp"

namespace serhost::pack {

struct InstalledPlugin {
  std::string file,
      sha256;  ///< below lib/serhost/plugins: a plugin, or a library or data of its own
};

struct Installed {
  std::filesystem::path folder;
  std::string name, version, license, content;
  std::string key;        ///< id of who signed it; empty: nobody
  bool verified = false;  ///< false: taken with --trust unsigned-ok
  std::string origin;     ///< "built from source", "binary by ada"
  std::vector<InstalledPlugin> plugins;
  std::vector<std::string> components;  ///< "loss/focal_plus"

  std::filesystem::path plugin_folder() const { return folder / "lib/serhost/plugins"; }
  std::filesystem::path archive() const { return folder / "pack.serpack"; }
};

/// What the library cannot do itself. Whatever these throw ends the installation and leaves what
/// was there.
struct Steps {
  /// Builds the project in `source` and puts its plugins into <prefix>/lib/serhost/plugins.
  std::function<void(const std::filesystem::path& source, const std::filesystem::path& prefix)>
      build;
  /// What the plugins of a folder declare.
  std::function<std::vector<Component>(const std::filesystem::path& plugins)> components;
  /// Runs the conformance kit; throws where a plugin does not keep what it must.
  std::function<void(const std::filesystem::path& plugin)> conform;
  /// Where a component of this name comes from, other than from the pack that is replaced; "" where
  /// from nowhere.
  std::function<std::string(const Component&)> taken_by;
  /// A line for the user.
  std::function<void(const std::string&)> say;
  /// What `build` means for whoever asks, told before it begins: ", which runs foreign code".
  std::string confinement{};
};

class Store {
 public:
  explicit Store(std::filesystem::path folder) : folder_(std::move(folder)) {}

  const std::filesystem::path& folder() const { return folder_; }

  /// By name. A folder that holds no readable pack.json is passed over.
  std::vector<Installed> list() const;
  std::optional<Installed> find(const std::string& name) const;

  /// `bytes` is the file that `pack` was read from; `trusted` judges binaries. One installation at
  /// a time. Throws Error(untrusted) where a component's name is taken, where the pack replaces one
  /// of another signer, or where it is not what it says.
  Installed install(const std::string& bytes, const Pack& pack,
                    const std::vector<TrustedKey>& trusted, const Steps& steps) const;

  /// Throws Error(missing).
  void remove(const std::string& name) const;

  /// After an interruption: leftovers are gone.
  void recover() const;

 private:
  std::filesystem::path folder_;
};

/// The name of the folder under binaries/ for what was built like this: "x86-64_torch-2.13.0_...".
std::string abi_name(const host::AbiRecord& record);

/// What was installed has been changed since: the names of such files, as in InstalledPlugin.
std::vector<std::string> changed_plugins(const Installed& installed);

}  // namespace serhost::pack
