// What components there are, from which file, what each shadows, what was refused and why.
//
// Discovery reads ABI records and, for files not seen before, loads them in a child process first; what they hold is cached by path, size and time. A library
// is loaded into this process only when one of its components is made; then it stays for ever.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <serhost/registration.hpp>

#include "host/abi_record.hpp"

namespace serhost::host {

/// A component that may be used.
struct Offer {
  Kind kind = Kind::loss;
  std::string name, summary;
  std::string plugin, plugin_version;   ///< of the ABI record
  std::filesystem::path file;
  AbiRecord abi;
  std::vector<ParamSpec> parameters;
  std::vector<std::string> abilities;
  std::vector<std::filesystem::path> shadows;  ///< files in later places that offer the same name
};

/// A file in a plugin folder that cannot be used.
struct Refusal {
  std::filesystem::path file;
  std::string message;                     ///< complete: which, why, what to do
};

/// Two files in one place offer one name; "plugin/name" chooses.
struct Clash {
  Kind kind = Kind::loss;
  std::string name;
  std::vector<std::filesystem::path> files;
};

/// Where plugins are looked for, best first.
struct Places {
  std::vector<std::filesystem::path> folders;

  /// `given` (--plugin-path), SERHOST_PLUGIN_PATH, installed packs, then <program>/../lib/serhost/plugins.
  static Places standard(const std::vector<std::filesystem::path>& given = {});
};

class Registry {
 public:
  /// `probe` false loads without the child process (for debuggers). Never throws for a bad plugin. A folder that was given by hand and does not exist throws Error(missing).
  static Registry discover(const Places& places, bool probe = true);
  ~Registry();
  Registry(Registry&&) noexcept;
  Registry& operator=(Registry&&) noexcept;

  /// Sorted by kind and name.
  const std::vector<Offer>& offers() const;
  const std::vector<Refusal>& refusals() const;
  const std::vector<Clash>& clashes() const;

  /// By "name" or "plugin/name"; nullptr where there is none, with the reason (nearest name, known names, clashes, refusals that may hold it) in `why`: complete
  /// but for the place: "no loss 'focall'. Did you mean 'focal'? Known: ...".
  const Offer* find(Kind kind, std::string_view name, std::string& why) const;
  const Offer& get(Kind kind, std::string_view name) const;  ///< or throws PluginError

  /// [run] Loads the library if it is not yet loaded, and makes the component; everything the plugin throws arrives as
  /// PluginError. Nested parts in `values` are made first.
  std::shared_ptr<Loss> make_loss(const Offer&, const Values&, const Task&, const Context&) const;
  std::shared_ptr<Backbone> make_backbone(const Offer&, const Values&, const Context&) const;
  std::shared_ptr<Dataset> make_dataset(const Offer&, const Values&, const DataRoot&) const;

 private:
  Registry();
  struct State;
  std::unique_ptr<State> state_;
};

/// Body of the hidden command `serhost probe FILE...`: loads each and prints what is in it, one JSON document. Never throws.
int probe_main(int argc, char** argv);

}  // namespace serhost::host
