// A project becomes a pack: built and tested, asked what its plugins are, and signed.
#include <algorithm>

#include "app/external.hpp"
#include "app/output_place.hpp"
#include "app/own_program.hpp"
#include "app/packs.hpp"
#include "app/plugin_build.hpp"
#include "app/remedy.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "config/describe.hpp"
#include "host/library_folders.hpp"
#include "pack/keys.hpp"
#include "pack/project.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

pack::Manifest authors_manifest(const fs::path& project) {
  const auto file = project / pack::kManifest;
  if (!fs::exists(file)) {
    throw Error(Exit::missing, file.string() +
                                   ": there is no such file; it must give name, version, authors "
                                   "and license of the pack (docs/share-a-pack.md)");
  }
  config::Findings findings;
  const auto manifest = pack::read_authors_manifest(read_file(file), file.string(), findings);
  Faults faults;
  findings.move_to(faults);
  faults.throw_if_any();
  return manifest;
}

/// The plugins as `install` lays them out, in an order that does not depend on the file system.
std::vector<pack::File> built_files(const fs::path& folder) {
  std::vector<pack::File> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    const bool executable =
        (entry.status().permissions() & fs::perms::owner_exec) != fs::perms::none;
    out.push_back({entry.path().lexically_relative(folder).generic_string(), executable,
                   read_file(entry.path())});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  return out;
}

/// Builds and tests the project; returns the prefix under <build>/pack where its plugins are.
fs::path stage(const PackJob& job, const fs::path& build) {
  const PluginBuild plugins{
      .project = job.project,
      .build = build,
      .log = job.reports.show_output ? fs::path() : build / "serhost-build.log",
      .say = job.reports.say};
  if (job.reports.progress) job.reports.progress("building and testing " + job.project.string());
  configure_and_build(plugins);
  if (test_project(plugins) == 0) {
    throw Error(Exit::failed, job.project.string() +
                                  ": none of its tests ran, and what nobody tested is not packed; "
                                  "name one in its CMakeLists.txt: serhost_add_plugin(NAME SOURCES "
                                  "NAME.cpp TEST NAME_test.cpp)");
  }
  const auto staged = build / "pack";
  remove_tree(staged);
  install_plugins(plugins, staged);
  return staged;
}

std::vector<pack::File> signed_binaries(const pack::Manifest& manifest,
                                        std::vector<pack::File> sources, const fs::path& plugins,
                                        const pack::SecretKey& key) {
  sources.push_back({pack::kManifest, false, pack::text_of(manifest)});
  const auto content = pack::content_hash(sources);
  pack::Binaries binaries{pack::abi_name(host::own_abi_record()), built_files(plugins), ""};
  binaries.signature = key.sign(pack::binaries_text(content, binaries),
                                "serhost binaries of " + manifest.name + " " + manifest.version);
  return pack::packed(content, binaries);
}

}  // namespace

std::vector<pack::Component> declared_components(const fs::path& folder) {
  host::check_library_folders(folder);
  host::PluginSearchPath places;
  places.folders = {folder};
  places.given = 1;
  const auto registry = host::Registry::discover(places);
  for (const auto& refusal : registry.refusals()) throw PluginError(refusal.message);
  for (const auto& clash : registry.clashes())
    throw PluginError("two of its plugins declare the " + std::string(name_of(clash.kind)) + " '" +
                      clash.name + "'");
  std::vector<pack::Component> out;
  for (const auto& info : registry.components()) {
    if (info.built_in != nullptr) continue;  // the program's own
    pack::Component component{name_of(info.kind), info.name, info.summary, {}};
    for (const auto& spec : info.parameters) {
      component.parameters.push_back({spec.name, config::type_words(spec),
                                      config::default_words(spec), config::range_words(spec),
                                      spec.help});
    }
    out.push_back(std::move(component));
  }
  return out;
}

void run_conformance(const fs::path& plugin, const fs::path& log,
                     const std::function<void(const std::string&)>& say,
                     const std::optional<fs::path>& foreign_home) {
  replace_file(log, "");
  const int status = run_external(conformance_words(plugin),
                                  {.log = log, .say = say, .foreign_home = foreign_home});
  if (status == 0) return;
  throw Error(Exit::failed, plugin.filename().string() + " fails the conformance kit (status " +
                                std::to_string(status) + "); its report is above");
}

CreatedPack create_pack(const PackJob& job) {
  SERHOST_CHECK(job.sign || !job.binary);
  check_project(job.project);
  auto manifest = authors_manifest(job.project);
  const auto key = job.sign
                       ? std::optional(pack::KeyRing::of_user().secret(job.key, job.passphrase))
                       : std::nullopt;
  auto files = pack::project_files(job.project);

  const auto build = fs::absolute(job.project) / "build";
  const auto staged = stage(job, build);
  const auto plugins = staged / "lib/serhost/plugins";
  manifest.components = declared_components(plugins);
  if (manifest.components.empty())
    throw Error(Exit::failed, job.project.string() + " builds no plugin with a component");
  for (const auto& plugin : plugins_in(plugins))
    run_conformance(plugin, build / "conformance.log", job.reports.say);
  const auto own = host::own_abi_record();
  manifest.api = std::to_string(own.api_major) + "." + std::to_string(own.api_minor);
  manifest.libtorch = own.torch_version;
  if (job.binary) {
    for (auto& file : signed_binaries(manifest, files, plugins, *key))
      files.push_back(std::move(file));
  }
  remove_tree(staged);

  const auto bytes = pack::write_pack(manifest, std::move(files), key ? &*key : nullptr);
  auto made = pack::read_pack(bytes, manifest.name, {}, pack::Level::unsigned_ok);
  const auto out =
      job.out.value_or(manifest.name + "-" + manifest.version + std::string(pack::kEnding));
  if (fs::is_directory(out))
    throw RemediableError(Exit::cannot_create, out.string() + " is a folder", Remedy::name_file);
  check_output(out, {pack::kEnding});
  replace_file(out, bytes);
  return {out, std::move(made), key ? pack::text_of(key->public_key().id) : std::string()};
}

}  // namespace serhost::app
