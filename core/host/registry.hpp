// What components there are, from which file, what each shadows, what was refused and why.
//
// Discovery reads ABI records and, for files not seen before, loads them in a child process first
// (host/probe.hpp says which program that is); what they hold is cached by path, size, inode and
// time. A library is loaded into this process only when one of its components is made; then it
// stays for ever.
#pragma once

#include <algorithm>
#include <filesystem>
#include <memory>
#include <serhost/registration.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "host/abi_record.hpp"
#include "host/guard.hpp"

namespace serhost::host {

/// A component that may be used.
struct ComponentInfo {
  Kind kind = Kind::loss;
  std::string name, summary;
  std::string title;                   ///< in tables: "HuBERT"; the name where it has none
  int order = Shown{}.order;           ///< place in tables among its kind, small first
  std::string plugin, plugin_version;  ///< of the ABI record
  std::filesystem::path file;
  AbiRecord abi;
  std::vector<ParamSpec> parameters;
  std::vector<std::string> abilities;
  const Component* built_in = nullptr;         ///< where it is part of this program, not of a file
  std::vector<std::filesystem::path> shadows;  ///< files in later places that offer the same name
};

/// Whether it implements `Interface` of serhost/abilities.hpp, as its registration found.
template <class Interface>
bool has_ability(const ComponentInfo& info) {
  return std::find(info.abilities.begin(), info.abilities.end(), name_of_ability<Interface>()) !=
         info.abilities.end();
}

/// A file in a plugin folder that cannot be used.
struct Refusal {
  std::filesystem::path file;
  std::string message;  ///< complete: which, why, what to do
};

/// Two files in one place offer one name; "plugin/name" chooses.
struct Clash {
  Kind kind = Kind::loss;
  std::string name;
  std::vector<std::filesystem::path> files;
};

/// Where plugins are looked for, best first.
struct PluginSearchPath {
  std::vector<std::filesystem::path> folders;
  std::size_t given = 0;  ///< so many of the first must exist: they were given by hand
  std::filesystem::path
      packs;  ///< folders below it belong to packs, which may not take a bundled name
  std::filesystem::path bundled;  ///< the program's own

  /// `given` (--plugin-path), SERHOST_PLUGIN_PATH, installed packs, then
  /// <program>/../lib/serhost/plugins. A pack keeps its libraries in <pack>/lib/serhost/plugins, as
  /// `serhost_add_plugin` installs them.
  static PluginSearchPath standard(const std::vector<std::filesystem::path>& given = {});
};

/// Who `offer` is, for `guarded` around every call after the component was made.
Callee callee_of(const ComponentInfo& info);

struct NotBuilt;

class Registry {
 public:
  /// `probe` false loads every file into this process, without the child (for debuggers). Never
  /// throws for a bad plugin. A folder that was given by hand and does not exist throws
  /// Error(missing).
  static Registry discover(const PluginSearchPath& places, bool probe = true);
  ~Registry();
  Registry(Registry&&) noexcept;
  Registry& operator=(Registry&&) noexcept;

  /// Those of files and those that this program registers itself. Sorted by kind, name and file. Of
  /// a clash all are here.
  const std::vector<ComponentInfo>& components() const;
  const std::vector<Refusal>& refusals() const;
  const std::vector<Clash>& clashes() const;
  /// Bundled ones that the build folder of this program could make (host/not_built.hpp).
  const std::vector<NotBuilt>& not_built() const;

  /// By "name" or "plugin/name"; nullptr where there is none, with the reason (nearest name, known
  /// names, clashes, refusals that may hold it) in `why`, complete but for the place in the
  /// experiment file: "no loss 'focall'. Did you mean 'focal'? Known: ...".
  const ComponentInfo* find(Kind kind, std::string_view name, std::string& why) const;
  const ComponentInfo& get(Kind kind, std::string_view name) const;  ///< or throws PluginError

  /// [run] Loads the library if it is not yet loaded, and makes the component; everything the
  /// plugin throws arrives as PluginError. Nested parts in `values` (host/nested.hpp) are made
  /// first, with the same task and context. An empty Context::folder is set to the folder of the
  /// plugin's file.
  std::shared_ptr<Loss> make_loss(const ComponentInfo&, const Values&, const Task&,
                                  const Context&) const;
  std::shared_ptr<Backbone> make_backbone(const ComponentInfo&, const Values&,
                                          const Context&) const;
  std::shared_ptr<Dataset> make_dataset(const ComponentInfo&, const Values&, const DataRoot&) const;
  std::shared_ptr<Optimizer> make_optimizer(const ComponentInfo&, const Values&,
                                            const std::vector<ParamGroup>&, const Context&) const;
  std::shared_ptr<Head> make_head(const ComponentInfo&, const Values&, const HeadSpec&,
                                  const Context&) const;
  /// Width of the embeddings of a head that would be made from these; checked to be 0 or more.
  std::int64_t embedding_width(const ComponentInfo&, const Values&, std::int64_t width) const;
  /// [run] The families of checkpoints that backbones read (ReadsCheckpoints), in the order of
  /// components(). Loads the plugins that hold them; throws PluginError where one cannot be.
  std::vector<const weights::Family*> checkpoint_families() const;
  std::shared_ptr<Augment> make_augment(const ComponentInfo&, const Values&, const Context&) const;

 private:
  Registry();
  struct State;
  std::unique_ptr<State> state_;
};

/// Body of the hidden command `serhost probe FILE...` with main's own arguments: loads each file
/// and prints what is in it. Ends the process itself, without running what plugins would do at
/// exit; call it before anything else in main.
int probe_main(int argc, char** argv);

}  // namespace serhost::host
