// A person's keys: their own, those they trust, and those they no longer trust. One file a key, in
// minisign's formats.
//
//   keys/NAME.key, keys/NAME.pub    own; the secret half with mode 0600
//   trusted/NAME.pub                others'
//   revoked/ID.pub                  trusted no more, whatever the other folders say; its comment
//                                   says when and why
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pack/pack.hpp"

namespace serhost::pack {

struct KeyEntry {
  std::string name;
  PublicKey key;
  bool own = false, revoked = false;
  std::string revocation{};  ///< "on 2024-03-01: the laptop was stolen"
};

class KeyRing {
 public:
  /// `folder` need not exist.
  explicit KeyRing(std::filesystem::path folder) : folder_(std::move(folder)) {}

  /// $XDG_CONFIG_HOME/serhost, else ~/.config/serhost. Throws Error(config) where neither variable
  /// is set.
  static KeyRing of_user();

  /// Makes a key of one's own, encrypted where there is a passphrase. Throws Error(cannot_create)
  /// where the name is taken, UsageError for a name that is not fit for a file.
  PublicKey make(const std::string& name, const std::optional<std::string>& passphrase) const;

  /// The key called `name`, or the only one. Throws Error(missing) that says how to make one,
  /// UsageError where there are several, Error(untrusted) where others may read the file or the key
  /// was revoked.
  SecretKey secret(const std::optional<std::string>& name,
                   const std::optional<std::string>& passphrase) const;

  /// Throws Error(cannot_create) where the name belongs to another key, Error(untrusted) for a key
  /// that was revoked, unless it is to be trusted `again`.
  void trust(const std::string& name, const PublicKey& key, bool again = false) const;

  /// By name or id. Throws Error(missing) where there is no such key, UsageError for a reason that
  /// is not one short line.
  KeyEntry revoke(const std::string& name_or_id, const std::string& reason = {}) const;

  /// Own ones first, then by name. Throws Error(untrusted) for a file that is no key.
  std::vector<KeyEntry> list() const;

  /// Those whose signatures are taken: one's own too.
  std::vector<TrustedKey> trusted() const;

  /// These, and those that were revoked, marked: what signed by them is refused with the reason.
  std::vector<TrustedKey> known() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace serhost::pack
