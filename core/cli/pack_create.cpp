// serhost pack create: builds and tests a project, asks the built plugins what they are, and signs.
#include <algorithm>
#include <iostream>

#include "app/external.hpp"
#include "app/plugin_build.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "cli/pack.hpp"
#include "config/describe.hpp"
#include "pack/keys.hpp"
#include "pack/project.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

void say(const std::string& line) { std::cerr << line << std::endl; }

pack::Manifest authors_manifest(const fs::path& project) {
  const auto file = project / pack::kManifest;
  if (!fs::exists(file)) {
    throw Error(Exit::missing, file.string() +
                                   ": there is no such file; it says name, version, authors and "
                                   "license of the pack (docs/share-a-pack.md)");
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

}  // namespace

std::vector<pack::Component> declared_components(const fs::path& folder) {
  host::PluginSearchPath places;
  places.folders = {folder};
  places.given = 1;
  const auto registry = host::Registry::discover(places);
  for (const auto& refusal : registry.refusals()) throw PluginError(refusal.message);
  for (const auto& clash : registry.clashes())
    throw PluginError("two of its plugins offer the " + std::string(name_of(clash.kind)) + " '" +
                      clash.name + "'");
  std::vector<pack::Component> out;
  for (const auto& info : registry.components()) {
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

void run_conformance(const fs::path& plugin, const fs::path& log) {
  replace_file(log, "");
  const std::vector<std::string> words = {app::own_program().string(), "test-plugin",
                                          plugin.string()};
  if (const int status = app::run_external(words, {.log = log, .say = &say}); status != 0) {
    throw Error(Exit::failed, plugin.filename().string() +
                                  " does not keep what every plugin must (status " +
                                  std::to_string(status) + "); its report is above");
  }
}

int pack_create(const Parsed& parsed) {
  const fs::path project = parsed.positional[0];
  if (parsed.has("unsigned") && parsed.has("key"))
    throw UsageError("--unsigned and --key exclude each other");
  if (parsed.has("unsigned") && parsed.has("binary"))
    throw UsageError("--unsigned and --binary exclude each other: binaries must be signed");
  app::check_project(project);
  auto manifest = authors_manifest(project);
  const auto key = parsed.has("unsigned")
                       ? std::nullopt
                       : std::optional(pack::KeyRing::of_user().secret(
                             parsed.has("key") ? std::optional(parsed.text("key")) : std::nullopt,
                             key_passphrase()));
  auto files = pack::project_files(project);

  const auto build = fs::absolute(project) / "build";
  const app::PluginBuild job{
      .project = project,
      .build = build,
      .log = parsed.globals.verbose ? fs::path() : build / "serhost-build.log",
      .say = &say};
  if (!parsed.globals.quiet) std::cerr << "building and testing " << project.string() << "\n";
  app::configure_and_build(job);
  app::test_project(job);
  const auto staged = build / "pack";
  remove_tree(staged);
  app::install_plugins(job, staged);
  const auto plugins = staged / "lib/serhost/plugins";
  manifest.components = declared_components(plugins);
  if (manifest.components.empty())
    throw Error(Exit::failed, project.string() + " builds no plugin with a component");
  for (const auto& plugin : app::plugins_in(plugins))
    run_conformance(plugin, build / "conformance.log");
  const auto own = host::own_abi_record();
  manifest.api = std::to_string(own.api_major) + "." + std::to_string(own.api_minor);
  manifest.libtorch = own.torch_version;

  if (parsed.has("binary")) {
    auto sources = files;
    sources.push_back({pack::kManifest, false, pack::text_of(manifest)});
    const auto content = pack::content_hash(sources);
    pack::Binaries binaries{pack::abi_name(own), built_files(plugins), ""};
    binaries.signature = key->sign(pack::binaries_text(content, binaries),
                                   "serhost binaries of " + manifest.name + " " + manifest.version);
    for (auto& file : pack::packed(content, binaries)) files.push_back(std::move(file));
  }
  remove_tree(staged);
  const auto bytes = pack::write_pack(manifest, std::move(files), key ? &*key : nullptr);
  const auto made = pack::read_pack(bytes, manifest.name, {}, pack::Level::unsigned_ok);
  const fs::path out = parsed.has("output")
                           ? parsed.text("output")
                           : manifest.name + "-" + manifest.version + pack::kEnding;
  if (fs::is_directory(out))
    throw Error(Exit::cannot_create, out.string() + " is a folder; name a file with -o");
  replace_file(out, bytes);
  std::cout << out.string() << ": " << made.title() << ", " << count_of(made.files.size(), "file")
            << ", "
            << (key ? "signed by key " + pack::text_of(key->public_key().id)
                    : std::string("not signed"))
            << "\ncontent " << made.content << "\n";
  return 0;
}

}  // namespace serhost::cli
