// A .serpack file: one uncompressed ustar archive in canonical form that holds payload.tar.zst and,
// where it is signed, payload.tar.zst.minisig. The signature is looked at before anything is
// unpacked, and nothing here writes to the disk.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pack/compression.hpp"
#include "pack/content.hpp"
#include "pack/manifest.hpp"
#include "pack/minisign.hpp"
#include "pack/ustar.hpp"

namespace serhost::pack {

inline constexpr const char *kPayload = "payload.tar.zst",
                            *kPayloadSignature = "payload.tar.zst.minisig",
                            *kManifest = "pack.toml", *kEnding = ".serpack";
inline constexpr std::uint64_t kLargestPack = std::uint64_t{2} << 30;  ///< bytes of the file

/// A key whose signatures are taken, or are taken no more.
struct TrustedKey {
  std::string name;
  PublicKey key;
  std::string revoked{};  ///< "on 2024-03-01: the laptop was stolen"; empty: it is trusted
};

/// Whose packs are taken.
enum class Level {
  with_signature,  ///< signed by a trusted key
  unsigned_ok,     ///< also unsigned ones, and those of keys that are not known; asked for, per
                   ///< command
};

struct Signed {
  KeyId id{};
  std::optional<TrustedKey> key;  ///< nullopt: of a key that is not trusted; nothing was verified
};

struct Pack {
  Manifest manifest;
  std::vector<File> files;         ///< sorted by path; pack.toml too, binaries too
  std::vector<Binaries> binaries;  ///< whose signatures have not been looked at
  std::string content;             ///< SHA-256 of the sources
  std::optional<Signed> signature;

  /// "focal_plus 0.1.0"
  std::string title() const { return manifest.name + " " + manifest.version; }
};

/// Checks signature, form, names, sizes and manifest, in this order. Throws Error(untrusted) with
/// the one reason; `what` names the file in messages. A pack with a signature of a trusted key that
/// does not fit is refused at every level, and so is one of a key that was revoked.
Pack read_pack(std::string_view bytes, const std::string& what,
               const std::vector<TrustedKey>& trusted, Level level = Level::with_signature);

/// Signed with `key`; nullptr: not signed. `files` are the sources and packed binaries without
/// pack.toml. The same input gives the same bytes. Throws Error(config) or Error(untrusted) for
/// what `read_pack` would refuse.
std::string write_pack(const Manifest& manifest, std::vector<File> files, const SecretKey* key);

/// The two files of a .serpack, for other programs: `minisign -V -m payload.tar.zst`. Throws
/// Error(untrusted).
std::vector<File> outer_files(std::string_view bytes, const std::string& what);

/// What is to be said of a key that is not trusted: "which is not trusted here", or since when it
/// is revoked, and why.
std::string standing_of(const KeyId& id, const std::vector<TrustedKey>& known);

/// Who built the binaries; nullopt where that key is not trusted, or no more. Throws
/// Error(untrusted) where a trusted key's signature does not fit.
std::optional<TrustedKey> builder_of(const Binaries& binaries, const std::string& content,
                                     const std::string& what,
                                     const std::vector<TrustedKey>& trusted);

}  // namespace serhost::pack
