// Reading in the order of trust: archive of two files, signature, compression, archive, names,
// manifest.
#include "pack/pack.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "pack/license.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

const TrustedKey* find(const std::vector<TrustedKey>& trusted, const KeyId& id) {
  const auto at = std::find_if(trusted.begin(), trusted.end(),
                               [&](const auto& each) { return each.key.id == id; });
  return at == trusted.end() ? nullptr : &*at;
}

std::optional<Signed> check_signature(std::string_view payload,
                                      const std::optional<std::string>& signature,
                                      const std::string& what,
                                      const std::vector<TrustedKey>& trusted, Level level) {
  if (!signature) {
    if (level == Level::unsigned_ok) return std::nullopt;
    refuse(what,
           "it is not signed; ask its author for a signed one, or take it all the same with "
           "--trust unsigned-ok");
  }
  Signed out{signer_of(*signature, what), {}};
  if (const auto* key = find(trusted, out.id); key != nullptr) {
    try {
      verify(key->key, payload, *signature, kPayloadSignature);
    } catch (const Error& error) { refuse(what, error.what()); }
    if (!key->revoked.empty()) {
      refuse(what, "it is signed by key " + text_of(out.id) + " ('" + key->name + "'), " +
                       standing_of(out.id, trusted) +
                       "; ask its author for one that is signed with another key");
    }
    out.key = *key;
  } else if (level != Level::unsigned_ok) {
    refuse(what, "it is signed by key " + text_of(out.id) +
                     ", which is not trusted here. If you know whose it is: serhost pack key trust "
                     "PUBLIC_KEY, with the key from "
                     "its owner");
  }
  if (!is_canonical_signature(*signature))
    refuse(what, std::string(kPayloadSignature) +
                     " is not in the one form that serhost and minisign write");
  return out;
}

void check_license_text(const Manifest& manifest, const std::vector<File>& files,
                        const std::string& what) {
  for (const auto& reference : license_references(manifest.license)) {
    const bool there = std::any_of(files.begin(), files.end(), [&](const File& file) {
      return file.path == "LICENSE" || file.path == "LICENSE.txt" || file.path == "LICENSE.md" ||
             file.path == "LICENSES/" + reference + ".txt";
    });
    if (!there)
      refuse(what, "its license " + reference +
                       " is its own, but it holds neither LICENSE nor LICENSES/" + reference +
                       ".txt");
  }
}

}  // namespace

std::vector<File> outer_files(std::string_view bytes, const std::string& what) {
  if (bytes.size() > kLargestPack)
    refuse(what, "it is larger than " + std::to_string(kLargestPack) + " bytes");
  auto files = read_ustar(bytes, what, {.files = 2, .bytes = kLargestPack});
  for (const auto& file : files) {
    if (file.path != kPayload && file.path != kPayloadSignature) {
      refuse(what, "it holds " + in_quotes(file.path) + ", but must hold " + kPayload + " and " +
                       kPayloadSignature + " alone");
    }
    if (file.executable) refuse(what, in_quotes(file.path) + " may not be executable");
  }
  if (files.empty() || files[0].path != kPayload)
    refuse(what, std::string("it holds no ") + kPayload);
  return files;
}

Pack read_pack(std::string_view bytes, const std::string& what,
               const std::vector<TrustedKey>& trusted, Level level) {
  const auto outer = outer_files(bytes, what);
  Pack out;
  out.signature = check_signature(outer[0].bytes,
                                  outer.size() > 1 ? std::optional(outer[1].bytes) : std::nullopt,
                                  what, trusted, level);
  out.files = read_ustar(decompress(outer[0].bytes, what), what);
  const auto manifest = std::find_if(out.files.begin(), out.files.end(),
                                     [](const File& file) { return file.path == kManifest; });
  if (manifest == out.files.end()) refuse(what, std::string("it holds no ") + kManifest);
  out.manifest = parse_manifest(manifest->bytes, what);
  check_license_text(out.manifest, out.files, what);
  const bool any_source = std::any_of(out.files.begin(), out.files.end(), [](const File& file) {
    return file.path != kManifest && !file.path.starts_with(kBinaries);
  });
  if (!any_source) refuse(what, "it holds no sources: there is nothing in it to verify or build");
  out.content = content_hash(out.files);
  out.binaries = binaries_of(out.files, out.content, what);
  return out;
}

std::string write_pack(const Manifest& manifest, std::vector<File> files, const SecretKey* key) {
  files.push_back({kManifest, false, text_of(manifest)});
  if (const auto reason = reason_against_paths(files); !reason.empty())
    throw ConfigError("cannot be packed: " + reason);
  for (const auto& file : files) {
    if (const auto reason = reason_against_path(file.path); !reason.empty())
      throw ConfigError("cannot be packed: the path " + in_quotes(file.path) + " " + reason);
  }
  const auto title = manifest.name + " " + manifest.version;
  const auto content = content_hash(files);
  std::vector<File> outer = {{kPayload, false, compress(write_ustar(std::move(files)), title)}};
  if (key != nullptr)
    outer.push_back({kPayloadSignature, false,
                     key->sign(outer[0].bytes, "serhost pack " + title + " content " + content)});
  auto out = write_ustar(outer);
  read_pack(out, title, {}, Level::unsigned_ok);
  return out;
}

std::string standing_of(const KeyId& id, const std::vector<TrustedKey>& known) {
  const auto* key = find(known, id);
  return key == nullptr || key->revoked.empty() ? "which is not trusted here"
                                                : "which was revoked " + key->revoked;
}

std::optional<TrustedKey> builder_of(const Binaries& binaries, const std::string& content,
                                     const std::string& what,
                                     const std::vector<TrustedKey>& trusted) {
  const auto folder = kBinaries + binaries.abi;
  const auto* key = find(trusted, signer_of(binaries.signature, what + ": " + folder));
  if (key == nullptr || !key->revoked.empty()) return std::nullopt;
  verify(key->key, binaries_text(content, binaries), binaries.signature, what + ": " + folder);
  return *key;
}

}  // namespace serhost::pack
