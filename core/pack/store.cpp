// Fills <pack>.new and exchanges it with <pack>.
#include "pack/store.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

namespace fs = std::filesystem;

constexpr const char* kRecord = "pack.json";
constexpr const char* kSchema = "serhost.pack/1";

std::vector<fs::path> libraries_in(const fs::path& folder) {
  std::vector<fs::path> out;
  if (fs::is_directory(folder)) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.is_regular_file() && entry.path().extension() == ".so") out.push_back(entry.path());
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

void write(const fs::path& folder, const File& file) {
  const auto path = folder / file.path;
  make_directory(path.parent_path());
  replace_file(path, file.bytes);
  if (file.executable)
    fs::permissions(path, fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec,
                    fs::perm_options::add);
}

std::string who(const Component& component) { return component.kind + " '" + component.name + "'"; }

/// Binaries that this host can load, by somebody who is trusted; else the reason why there are
/// none.
const Binaries* fitting(const Pack& pack, const std::vector<TrustedKey>& trusted,
                        std::string& origin, std::string& reason) {
  if (pack.binaries.empty()) reason = "it holds no binary";
  const auto own = host::own_abi_record();
  for (const auto& binaries : pack.binaries) {
    const auto builder = builder_of(binaries, pack.content, pack.title(), trusted);
    const auto folder = kBinaries + binaries.abi;
    std::string difference;
    bool any = false;
    for (const auto& file : binaries.files) {
      if (!file.path.ends_with(".so") || file.path.find('/') != std::string::npos) continue;
      any = true;
      host::AbiRecord record;
      try {
        record = host::parse_abi_record(
            {reinterpret_cast<const unsigned char*>(file.bytes.data()), file.bytes.size()});
      } catch (const PluginError& error) {
        refuse(pack.title(), folder + "/" + file.path + ": " + error.what());
      }
      if (abi_name(record) != binaries.abi)
        refuse(pack.title(), folder + "/" + file.path + " was built for " + abi_name(record));
      if (difference.empty()) difference = join(host::differences(record, own), "; ");
    }
    if (!any) refuse(pack.title(), folder + " holds no plugin");
    if (!difference.empty()) {
      reason = "its binary was " + difference;
    } else if (!builder) {
      const auto id = signer_of(binaries.signature, pack.title());
      reason = "its binary is signed by key " + text_of(id) + ", " + standing_of(id, trusted);
    } else {
      origin = "binary by " + builder->name;
      return &binaries;
    }
  }
  return nullptr;
}

void check_api(const Pack& pack) {
  const auto parts = split(pack.manifest.api, '.');  // two numbers, as parse_manifest has seen to
  const auto own = host::own_abi_record();
  const auto number = [](const std::string& text) {
    return text.size() > 6 ? 1000000ul : std::stoul(text);
  };
  if (number(parts[0]) == own.api_major && number(parts[1]) <= own.api_minor) return;
  refuse(pack.title(), "it needs serhost's plugin API " + pack.manifest.api + ", this host has " +
                           std::to_string(own.api_major) + "." + std::to_string(own.api_minor) +
                           (number(parts[0]) < own.api_major ? "; ask its author for a newer pack"
                                                             : "; update serhost"));
}

void check_components(const Pack& pack, std::vector<Component> found) {
  const auto order = [](const Component& a, const Component& b) {
    return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
  };
  std::sort(found.begin(), found.end(), order);
  const auto& said = pack.manifest.components;
  for (const auto& component : said) {
    const auto at = std::find_if(found.begin(), found.end(), [&](const auto& each) {
      return each.kind == component.kind && each.name == component.name;
    });
    if (at == found.end())
      refuse(pack.title(),
             "pack.toml names the " + who(component) + ", which its plugins do not have");
    if (*at != component)
      refuse(pack.title(),
             "pack.toml describes the " + who(component) +
                 " in other words than its plugin does: parameters or summary differ");
  }
  for (const auto& component : found) {
    const bool named = std::any_of(said.begin(), said.end(), [&](const auto& each) {
      return each.kind == component.kind && each.name == component.name;
    });
    if (!named)
      refuse(pack.title(),
             "its plugins have the " + who(component) + ", which pack.toml does not name");
  }
}

std::string record_text(const Pack& pack, const std::string& origin, const fs::path& plugins) {
  nlohmann::ordered_json json = {{"schema", kSchema},
                                 {"name", pack.manifest.name},
                                 {"version", pack.manifest.version},
                                 {"license", pack.manifest.license},
                                 {"content", pack.content},
                                 {"key", pack.signature ? text_of(pack.signature->id) : ""},
                                 {"verified", pack.signature && pack.signature->key},
                                 {"origin", origin}};
  json["plugins"] = nlohmann::ordered_json::array();
  for (const auto& file : files_below(plugins))
    json["plugins"].push_back({{"file", file}, {"sha256", sha256_of_file(plugins / file)}});
  json["components"] = nlohmann::ordered_json::array();
  for (const auto& component : pack.manifest.components)
    json["components"].push_back(component.kind + "/" + component.name);
  return json.dump(2) + "\n";
}

std::optional<Installed> read_record(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_regular_file(folder / kRecord, ignored)) return std::nullopt;
  try {
    const auto json = nlohmann::json::parse(read_file(folder / kRecord));
    const auto text = [&json](const char* key) { return json.at(key).get<std::string>(); };
    if (text("schema") != kSchema) return std::nullopt;
    Installed out{folder,
                  text("name"),
                  text("version"),
                  text("license"),
                  text("content"),
                  text("key"),
                  json.at("verified").get<bool>(),
                  text("origin"),
                  {},
                  {}};
    for (const auto& plugin : json.at("plugins"))
      out.plugins.push_back(
          {plugin.at("file").get<std::string>(), plugin.at("sha256").get<std::string>()});
    out.components = json.at("components").get<std::vector<std::string>>();
    return out;
  } catch (const std::exception&) { return std::nullopt; }
}

/// Syncs what other programs wrote: files first, then the folders that name them.
void sync_tree(const fs::path& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_symlink()) continue;
    if (entry.is_directory()) sync_tree(entry.path());
    else sync_file(entry.path());
  }
  sync_directory(folder);
}

}  // namespace

std::string abi_name(const host::AbiRecord& record) {
  auto out = record.machine + "_torch-" + record.torch_version + "_" + record.stdlib + "_" +
             record.build + "_api-" + std::to_string(record.api_major) + "." +
             std::to_string(record.api_minor) + "_cpp-" + std::to_string(record.cxx_standard);
  for (char& c : out) {
    const bool kept = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '.' || c == '+' || c == '_';
    if (!kept) c = '-';
  }
  return out;
}

std::vector<std::string> changed_plugins(const Installed& installed) {
  std::vector<std::string> out;
  std::set<std::string> known;
  for (const auto& plugin : installed.plugins) {
    known.insert(plugin.file);
    const auto file = installed.plugin_folder() / plugin.file;
    if (!fs::is_regular_file(file) || sha256_of_file(file) != plugin.sha256)
      out.push_back(plugin.file);
  }
  for (const auto& file : files_below(installed.plugin_folder())) {
    if (!known.contains(file)) out.push_back(file);
  }
  return out;
}

std::vector<Installed> Store::list() const {
  std::vector<Installed> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end;
       at.increment(failed)) {
    if (at->path().filename().string().find('.') != std::string::npos)
      continue;  // half made, or on its way out
    if (auto found = read_record(at->path())) out.push_back(std::move(*found));
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

std::optional<Installed> Store::find(const std::string& name) const {
  for (auto& installed : list()) {
    if (installed.name == name) return installed;
  }
  return std::nullopt;
}

Installed Store::install(const std::string& bytes, const Pack& pack,
                         const std::vector<TrustedKey>& trusted, const Steps& steps) const {
  recover();
  check_api(pack);
  const auto& name = pack.manifest.name;
  const auto key = pack.signature ? text_of(pack.signature->id) : std::string();
  if (const auto before = find(name); before && before->key != key) {
    const auto of = [](const std::string& id) {
      return id.empty() ? std::string("nobody") : "key " + id;
    };
    refuse(pack.title(), "the pack '" + name + "' that is installed (" + before->folder.string() +
                             ") was signed by " + of(before->key) + ", this one by " + of(key) +
                             "; if it shall take its place: serhost pack remove " + name);
  }
  for (const auto& component : pack.manifest.components) {
    if (const auto other = steps.taken_by(component); !other.empty()) {
      refuse(pack.title(),
             "its " + who(component) + " has the name of one that is there already, from " + other);
    }
  }
  std::string origin, reason;
  const auto* binaries = fitting(pack, trusted, origin, reason);
  make_directory(folder_);
  replace_folder(folder_ / name, [&](const fs::path& fresh) {
    const auto plugins = fresh / "lib/serhost/plugins";
    replace_file(fresh / "pack.serpack", bytes);
    for (const auto& file : pack.files) {
      if (!file.path.starts_with(kBinaries)) write(fresh / "source", file);
    }
    if (binaries != nullptr) {
      for (const auto& file : binaries->files) write(plugins, file);
    } else {
      origin = "built from source";
      steps.say(pack.title() + ": " + reason + "; building it from its sources" +
                steps.confinement);
      steps.build(fresh / "source", fresh);
    }
    if (libraries_in(plugins).empty()) refuse(pack.title(), "its sources build no plugin");
    check_components(pack, steps.components(plugins));
    for (const auto& plugin : libraries_in(plugins)) steps.conform(plugin);
    replace_file(fresh / kRecord, record_text(pack, origin, plugins));
    sync_tree(fresh);
  });
  auto installed = find(name);
  SERHOST_CHECK(installed);
  return *installed;
}

void Store::remove(const std::string& name) const {
  recover();
  const auto installed = find(name);
  if (!installed) {
    std::vector<std::string> known;
    for (const auto& each : list()) known.push_back(each.name);
    throw Error(Exit::missing, "no pack '" + name + "' is installed in " + folder_.string() + "." +
                                   suggestion(name, known));
  }
  discard_folder(installed->folder);
}

void Store::recover() const {
  std::error_code failed;
  std::set<fs::path> touched;
  for (fs::directory_iterator at(folder_, failed), end; !failed && at != end;
       at.increment(failed)) {
    const auto ending = at->path().extension();
    if (ending == ".new" || ending == ".old") touched.insert(folder_ / at->path().stem());
  }
  for (const auto& folder : touched) recover_folder(folder);
}

}  // namespace serhost::pack
