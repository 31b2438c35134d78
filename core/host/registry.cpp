// Puts what was found into one order: the first place that offers a name wins, later ones are
// shadowed, two in one place clash.
#include "host/registry.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/error.hpp"
#include "base/program.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "host/discovery.hpp"
#include "host/registry_state.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;
using Key = std::pair<Kind, std::string>;

std::string who(Kind kind, std::string_view name) {
  return std::string(name_of(kind)) + " '" + std::string(name) + "'";
}

bool lies_in(const fs::path& file, const fs::path& folder) {
  if (folder.empty()) return false;
  std::error_code ignored;
  const auto relative =
      fs::weakly_canonical(file, ignored).lexically_relative(fs::weakly_canonical(folder, ignored));
  return !relative.empty() && *relative.begin() != "..";
}

ComponentInfo offer_of(const Inspected& file, const ProbeResult& found) {
  return {.kind = found.kind,
          .name = found.name,
          .summary = found.summary,
          .title = found.title,
          .order = found.order,
          .plugin = file.record->plugin_name,
          .plugin_version = file.record->plugin_version,
          .file = file.file,
          .abi = *file.record,
          .parameters = found.parameters,
          .abilities = found.abilities,
          .built_in = nullptr,
          .shadows = {}};
}

/// What this program registers itself, as if it lay in the last place.
std::vector<ComponentInfo> built_in_components() {
  const auto* const first = detail::components();
  const auto found = list_components(first);
  std::vector<ComponentInfo> out;
  if (found.empty()) return out;
  Inspected self;
  self.file = program_file();
  self.record = own_abi_record();
  const auto* node = first;
  for (const auto& one : found) {
    out.push_back(offer_of(self, one));
    out.back().built_in = node;
    node = node->next;
  }
  return out;
}

/// A pack that takes a bundled name is refused as a whole: half a plugin would be a riddle.
void refuse_packs_with_bundled_names(std::vector<Inspected>& files,
                                     const PluginSearchPath& places) {
  std::set<Key> bundled;
  for (const auto* node = detail::components(); node != nullptr; node = node->next)
    bundled.emplace(node->kind, node->name);
  for (const auto& file : files) {
    if (!lies_in(file.file, places.bundled)) continue;
    for (const auto& found : file.components) bundled.emplace(found.kind, found.name);
  }
  if (bundled.empty()) return;
  for (auto& file : files) {
    if (file.components.empty() || !lies_in(file.file, places.packs)) continue;
    for (const auto& found : file.components) {
      if (!bundled.contains({found.kind, found.name})) continue;
      file.refusal = "its " + who(found.kind, found.name) +
                     " has the name of a bundled one, which a pack may not take";
      file.components.clear();
      break;
    }
  }
}

std::string clash_text(const Clash& clash, bool plugins_differ) {
  std::vector<std::string> files;
  for (const auto& file : clash.files) files.push_back(file.string());
  const auto offered = who(clash.kind, clash.name) + " is offered by " +
                       (files.size() == 2 ? "both " : "") + join(files, " and ");
  return offered + (plugins_differ ? "; write \"plugin/" + clash.name + "\" to choose"
                                   : "; remove one of them");
}

/// Refusals that may hold what was asked for: those whose file is called like it, else all, but no
/// more than can be read.
std::string refusals_for(const std::vector<Refusal>& refusals, std::string_view name) {
  std::vector<std::string> named, others;
  for (const auto& refusal : refusals)
    (refusal.file.stem() == name ? named : others).push_back(refusal.message);
  auto& told = named.empty() ? others : named;
  if (told.empty()) return "";
  constexpr std::size_t kMost = 5;
  std::string more;
  if (told.size() > kMost) {
    more = "; and " + std::to_string(told.size() - kMost) + " more (serhost list)";
    told.resize(kMost);
  }
  return " Refused plugins: " + join(told, "; ") + more + ".";
}

/// For whoever has a plugin of that name in a folder that was not looked into.
std::string where_they_are(Kind kind) {
  return std::string(" serhost list ") + info_of(kind).plural +
         " shows them all; --plugin-path DIR adds a folder of plugins.";
}

}  // namespace

Callee callee_of(const ComponentInfo& info) {
  // A fault reporter writes it as it is.
  return {who(info.kind, info.name),
          shown(info.plugin + " " + info.plugin_version + " (" + info.file.string() + ")")};
}

Registry::Registry() : state_(std::make_unique<State>()) {}
Registry::~Registry() = default;
Registry::Registry(Registry&&) noexcept = default;
Registry& Registry::operator=(Registry&&) noexcept = default;

Registry Registry::discover(const PluginSearchPath& places, bool probe) {
  auto files = inspect(places, probe);
  refuse_packs_with_bundled_names(files, places);

  std::map<Key, std::vector<std::pair<std::size_t, ComponentInfo>>> by_name;  // best place first
  Registry registry;
  auto& state = *registry.state_;
  state.not_built = not_built_in(places.bundled);
  for (const auto& file : files) {
    if (!file.refusal.empty())
      state.refusals.push_back({file.file, refusal_message(file.file, file.refusal)});
    for (const auto& found : file.components)
      by_name[{found.kind, found.name}].emplace_back(file.place, offer_of(file, found));
  }
  for (auto& info : built_in_components()) {
    const Key key{info.kind, info.name};
    by_name[key].emplace_back(places.folders.size(), std::move(info));
  }
  for (auto& [key, components] : by_name) {
    const auto best = components.front().first;
    Clash clash{key.first, key.second, {}};
    std::vector<fs::path> shadowed;
    for (const auto& [place, info] : components)
      (place == best ? clash.files : shadowed).push_back(info.file);
    for (auto& [place, info] : components) {
      if (place == best) info.shadows = shadowed;
      (place == best ? state.components : state.shadowed).push_back(std::move(info));
    }
    if (clash.files.size() > 1) state.clashes.push_back(std::move(clash));
  }
  return registry;
}

const std::vector<ComponentInfo>& Registry::components() const { return state_->components; }
const std::vector<Refusal>& Registry::refusals() const { return state_->refusals; }
const std::vector<Clash>& Registry::clashes() const { return state_->clashes; }
const std::vector<NotBuilt>& Registry::not_built() const { return state_->not_built; }

const ComponentInfo* Registry::find(Kind kind, std::string_view name, std::string& why) const {
  const auto slash = name.find('/');
  const auto plugin = slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
  const auto component = slash == std::string_view::npos ? name : name.substr(slash + 1);
  const auto fits = [&](const ComponentInfo& info) {
    return info.kind == kind && info.name == component && (plugin.empty() || info.plugin == plugin);
  };
  std::vector<const ComponentInfo*> fitting;
  for (const auto& info : state_->components) {
    if (fits(info)) fitting.push_back(&info);
  }
  if (fitting.size() == 1) return fitting.front();
  if (fitting.size() > 1) {
    Clash clash{kind, std::string(component), {}};
    std::set<std::string> plugins;
    for (const auto* info : fitting) {
      clash.files.push_back(info->file);
      plugins.insert(info->plugin);
    }
    why = clash_text(clash, plugins.size() == fitting.size());
    return nullptr;
  }
  if (!plugin.empty()) {  // a name in full reaches what is shadowed, too; the best place first
    const auto place = std::find_if(state_->shadowed.begin(), state_->shadowed.end(), fits);
    if (place != state_->shadowed.end()) return &*place;
  }
  std::vector<std::string> known;
  for (const auto& info : state_->components) {
    if (info.kind == kind)
      known.push_back(plugin.empty() ? info.name : info.plugin + "/" + info.name);
  }
  for (const auto& one : state_->not_built) {
    if (one.kind != kind) continue;
    if (one.name == component) {
      why = who(kind, one.name) +
            " comes with serhost, but is not built here yet; build it: " + one.command;
      return nullptr;
    }
    known.push_back(one.name);
  }
  std::sort(known.begin(), known.end());
  known.erase(std::unique(known.begin(), known.end()), known.end());
  const auto refused = refusals_for(state_->refusals, component);
  why = "no " + who(kind, name) + "." + suggestion(name, known) +
        (refused.empty() ? where_they_are(kind) : refused);
  return nullptr;
}

const ComponentInfo& Registry::get(Kind kind, std::string_view name) const {
  std::string why;
  if (const auto* info = find(kind, name, why)) return *info;
  throw PluginError(why);
}

}  // namespace serhost::host
