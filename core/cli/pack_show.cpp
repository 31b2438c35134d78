// serhost pack verify and show: what a pack contains, and whether it can be trusted.
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/output.hpp"
#include "cli/pack.hpp"
#include "pack/keys.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;

std::string signed_words(const pack::Pack& pack, const std::vector<pack::TrustedKey>& known) {
  if (!pack.signature) return "by nobody";
  const auto id = pack::text_of(pack.signature->id);
  return pack.signature->key
             ? "by key " + id + " (" + pack.signature->key->name + ")"
             : "by key " + id + ", " + pack::standing_of(pack.signature->id, known) +
                   ": nothing was verified";
}

std::string builder_words(const pack::Pack& pack, const pack::Binaries& binaries,
                          const std::vector<pack::TrustedKey>& known) {
  const auto builder = pack::builder_of(binaries, pack.content, pack.title(), known);
  if (builder) return "built by " + builder->name;
  const auto id = pack::signer_of(binaries.signature, pack.title());
  return "built by key " + pack::text_of(id) + ", " + pack::standing_of(id, known);
}

void show_text(const pack::Pack& pack, const std::vector<pack::TrustedKey>& trusted) {
  const auto& manifest = pack.manifest;
  print("{}{}\n", pack.title(), manifest.summary.empty() ? "" : " - " + manifest.summary);
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) print("{:<10} {}\n", name, value);
  };
  line("authors", join(manifest.authors, ", "));
  line("license", manifest.license);
  line("citation", manifest.citation);
  line("homepage", manifest.homepage);
  line("content", pack.content);
  line("signed", signed_words(pack, trusted));
  line("needs", "serhost API " + manifest.api + "; built with libtorch " + manifest.libtorch);
  line("packages", join(manifest.packages, ", "));
  print("\ncomponents\n");
  for (const auto& component : manifest.components) {
    print("  {} {} - {}\n", component.kind, component.name, component.summary);
    for (const auto& parameter : component.parameters) {
      print("    {:<16} {:<16} {:<10} {:<12} {}\n", parameter.name, parameter.type,
            parameter.fallback, parameter.range, parameter.help);
    }
  }
  print("\nfiles\n");
  for (const auto& file : pack.files)
    print("  {:>10} {} {}\n", file.bytes.size(), file.executable ? 'x' : '-', file.path);
  for (const auto& binaries : pack.binaries)
    print("\nbinary for {}, {}\n", binaries.abi, builder_words(pack, binaries, trusted));
}

void show_json(const pack::Pack& pack, const std::vector<pack::TrustedKey>& trusted) {
  const auto& manifest = pack.manifest;
  nlohmann::ordered_json out = {{"name", manifest.name},         {"version", manifest.version},
                                {"summary", manifest.summary},   {"authors", manifest.authors},
                                {"license", manifest.license},   {"citation", manifest.citation},
                                {"homepage", manifest.homepage}, {"content", pack.content},
                                {"api", manifest.api},           {"libtorch", manifest.libtorch},
                                {"packages", manifest.packages}};
  out["key"] = pack.signature ? nlohmann::ordered_json(pack::text_of(pack.signature->id)) : nullptr;
  out["verified"] = pack.signature && pack.signature->key;
  auto& components = out["components"] = nlohmann::ordered_json::array();
  for (const auto& component : manifest.components) {
    auto parameters = nlohmann::ordered_json::array();
    for (const auto& parameter : component.parameters) {
      parameters.push_back({{"name", parameter.name},
                            {"type", parameter.type},
                            {"default", parameter.fallback},
                            {"range", parameter.range},
                            {"help", parameter.help}});
    }
    components.push_back({{"kind", component.kind},
                          {"name", component.name},
                          {"summary", component.summary},
                          {"parameters", parameters}});
  }
  auto& files = out["files"] = nlohmann::ordered_json::array();
  for (const auto& file : pack.files)
    files.push_back(
        {{"path", file.path}, {"executable", file.executable}, {"bytes", file.bytes.size()}});
  auto& binaries = out["binaries"] = nlohmann::ordered_json::array();
  for (const auto& each : pack.binaries) {
    binaries.push_back(
        {{"abi", each.abi},
         {"trusted", pack::builder_of(each, pack.content, pack.title(), trusted).has_value()}});
  }
  print_json(out);
}

}  // namespace

int pack_verify(const Parsed& parsed) {
  const fs::path file = parsed.positional[0];
  const auto trusted = pack::KeyRing::of_user().known();
  const auto pack = pack::read_pack(app::read_pack_file(file), file.string(), trusted);
  print("{}: {}, {}, signed {}\ncontent {}\n", file.string(), pack.title(),
        count_of(pack.files.size(), "file"), signed_words(pack, trusted), pack.content);
  for (const auto& binaries : pack.binaries)
    print("binary for {}, {}\n", binaries.abi, builder_words(pack, binaries, trusted));
  return 0;
}

int pack_show(const Parsed& parsed) {
  const auto file = app::find_pack(parsed.positional[0]);
  const auto ring = pack::KeyRing::of_user();
  // A pack of a revoked key may be looked at, as one of an unknown key.
  const auto pack = pack::read_pack(app::read_pack_file(file), file.string(), ring.trusted(),
                                    pack::Level::unsigned_ok);
  parsed.has("json") ? show_json(pack, ring.known()) : show_text(pack, ring.known());
  return 0;
}

}  // namespace serhost::cli
