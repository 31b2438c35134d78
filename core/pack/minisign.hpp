// Ed25519 signatures and keys in minisign's text formats, so that `minisign -V` checks what serhost
// signed and the other way round. https://jedisct1.github.io/minisign/#signature-format
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace serhost::pack {

using KeyId = std::array<unsigned char, 8>;

/// As minisign prints it: 16 hexadecimal digits.
std::string text_of(const KeyId& id);

struct PublicKey {
  KeyId id{};
  std::array<unsigned char, 32> key{};

  /// The line that people exchange, 56 letters of base64.
  std::string line() const;
  /// A file: a comment, then the line.
  std::string file() const;
  bool operator==(const PublicKey&) const = default;
};

/// Takes a key file or the line alone. Throws Error(untrusted) for anything else; `what` names it
/// in messages.
PublicKey parse_public_key(std::string_view text, const std::string& what);

/// Wiped when it goes out of scope.
class SecretKey {
 public:
  static SecretKey make();
  /// Throws Error(untrusted) where it is no secret key, where a passphrase is needed and absent, or
  /// wrong.
  static SecretKey parse(std::string_view text, const std::optional<std::string>& passphrase,
                         const std::string& what);
  ~SecretKey();
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;

  /// Encrypted with scrypt where there is a passphrase.
  std::string file(const std::optional<std::string>& passphrase) const;
  PublicKey public_key() const;
  /// The text of a .minisig file over `message`. The trusted comment is signed too; one line.
  std::string sign(std::string_view message, const std::string& trusted_comment) const;

 private:
  SecretKey() = default;
  KeyId id_{};
  std::array<unsigned char, 64> key_{};
};

/// Whose signature a .minisig text claims to be. Throws Error(untrusted) where it is none.
KeyId signer_of(std::string_view signature, const std::string& what);

/// Whether the text is byte for byte what serhost or minisign writes: the untrusted comment, which
/// nobody signs, can say nothing of its own.
bool is_canonical_signature(std::string_view signature);

/// Gives the trusted comment. Throws Error(untrusted) where the signature is not by this key over
/// this message. Prehashed (minisign's default) and legacy signatures are taken.
std::string verify(const PublicKey& key, std::string_view message, std::string_view signature,
                   const std::string& what);

}  // namespace serhost::pack
