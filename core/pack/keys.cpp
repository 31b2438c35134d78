// Secret files are made with a mask that keeps others out from the first moment on.
#include "pack/keys.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/no_user_folder.hpp"
#include "base/text.hpp"
#include "base/user_folders.hpp"
#include "base/utc.hpp"
#include "config/text_check.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestKeyName = 64;
constexpr std::size_t kLongestReason = 200;
constexpr const char* kRevoked = "untrusted comment: revoked ";

/// For as long as it lives, new files and folders are for their owner alone. Of the whole process:
/// no other thread may make files meanwhile.
class OwnerOnly {
 public:
  OwnerOnly() : before_(::umask(077)) {}
  ~OwnerOnly() { ::umask(before_); }
  OwnerOnly(const OwnerOnly&) = delete;
  OwnerOnly& operator=(const OwnerOnly&) = delete;

 private:
  mode_t before_;
};

void check_name(const std::string& name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == '@';
  };
  if (name.empty() || name.size() > kLongestKeyName || name[0] == '.' || name[0] == '-' ||
      !std::all_of(name.begin(), name.end(), fits)) {
    throw UsageError("this is not a name for a key: " + in_quotes(name) +
                     "; expected letters, digits, '.', '_', '-' or '@', at most " +
                     std::to_string(kLongestKeyName));
  }
}

std::vector<KeyEntry> keys_in(const fs::path& folder, bool own) {
  std::vector<KeyEntry> out;
  std::error_code failed;
  for (fs::directory_iterator at(folder, failed), end; !failed && at != end; at.increment(failed)) {
    const auto& file = at->path();
    if (file.extension() != ".pub" || file.filename().string().starts_with('.')) continue;
    out.push_back(
        {file.stem().string(), parse_public_key(read_file(file), file.string()), own, false});
  }
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return out;
}

/// "on DATE: REASON" of the comment of a file in revoked/.
std::string revocation_in(std::string_view text) {
  if (!text.starts_with(kRevoked)) return "at a time that was not written down";
  text = text.substr(std::string_view(kRevoked).size());
  std::string out;
  for (const char c : text.substr(0, text.find('\n')))
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

std::vector<KeyEntry> revoked_keys(const fs::path& folder) {
  auto out = keys_in(folder, false);
  for (auto& entry : out) {
    entry.revoked = true;
    entry.revocation = revocation_in(read_file(folder / (entry.name + ".pub")));
  }
  return out;
}

void check_reason(const std::string& reason) {
  const bool controls = std::any_of(reason.begin(), reason.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  if (controls || !config::is_utf8(reason) || reason.size() > kLongestReason)
    throw UsageError("the reason is no single line of text of at most " +
                     std::to_string(kLongestReason) + " bytes");
}

std::string names_of(const std::vector<KeyEntry>& keys) {
  std::vector<std::string> names;
  for (const auto& key : keys) names.push_back(key.name);
  return join(names, ", ");
}

}  // namespace

KeyRing KeyRing::of_user() {
  if (const auto folder = user_config_folder(); !folder.empty()) return KeyRing(folder);
  throw ConfigError("there is no place for keys: " + no_user_folder("XDG_CONFIG_HOME"));
}

PublicKey KeyRing::make(const std::string& name,
                        const std::optional<std::string>& passphrase) const {
  check_name(name);
  const auto folder = folder_ / "keys";
  const auto secret_file = folder / (name + ".key"), public_file = folder / (name + ".pub");
  for (const auto& file : {secret_file, public_file, folder_ / "trusted" / (name + ".pub")}) {
    if (fs::exists(file))
      throw Error(Exit::cannot_create,
                  file.string() + " is there already; choose another name for the key");
  }
  const auto key = SecretKey::make();
  make_directory(folder_);
  {
    const OwnerOnly owner_only;
    make_directory(folder);
    replace_file(secret_file, key.file(passphrase));
  }
  replace_file(public_file, key.public_key().file());
  return key.public_key();
}

SecretKey KeyRing::secret(const std::optional<std::string>& name,
                          const std::optional<std::string>& passphrase) const {
  const auto folder = folder_ / "keys";
  auto chosen = name.value_or("");
  const auto own = keys_in(folder, true);
  if (!name) {
    if (own.empty())
      throw Error(Exit::missing, "there is no key to sign with in " + folder.string() +
                                     "; make one: serhost pack key new NAME");
    if (own.size() > 1)
      throw UsageError("there are several keys to sign with (" + names_of(own) +
                       "); choose one with --key NAME");
    chosen = own[0].name;
  }
  const auto file = folder / (chosen + ".key");
  struct stat status{};
  if (chosen.find('/') != std::string::npos || ::stat(file.c_str(), &status) != 0) {
    throw Error(Exit::missing, "there is no secret key " + in_quotes(chosen) + " in " +
                                   folder.string() +
                                   (own.empty() ? "; make one: serhost pack key new NAME"
                                                : "; there are: " + names_of(own)));
  }
  if ((status.st_mode & 077) != 0) {
    throw Error(Exit::untrusted,
                file.string() + ": others may read or change this secret key; run chmod 600 " +
                    file.string() + ", and make a new one if somebody may have done so");
  }
  for (const auto& entry : list()) {
    if (!entry.own || entry.name != chosen || !entry.revoked) continue;
    throw Error(Exit::untrusted, "the key '" + chosen + "' (" + text_of(entry.key.id) +
                                     ") was revoked " + entry.revocation +
                                     "; what it signs would be refused. Sign with another one");
  }
  return SecretKey::parse(read_file(file), passphrase, file.string());
}

void KeyRing::trust(const std::string& name, const PublicKey& key, bool again) const {
  check_name(name);
  for (const auto& entry : revoked_keys(folder_ / "revoked")) {
    if (entry.key != key || again) continue;
    throw Error(Exit::untrusted, "key " + text_of(key.id) + " was revoked " + entry.revocation +
                                     "; to trust it again all the same, add --restore");
  }
  for (const auto& known : list()) {
    if (known.name == name && known.key != key) {
      throw Error(Exit::cannot_create, "the name '" + name + "' belongs to key " +
                                           text_of(known.key.id) + "; choose another with --name");
    }
    if (known.name != name && known.key.id == key.id && known.key != key) {
      throw Error(Exit::cannot_create, "another key with the id " + text_of(key.id) +
                                           " is known as '" + known.name + "'");
    }
  }
  make_directory(folder_ / "trusted");
  replace_file(folder_ / "trusted" / (name + ".pub"), key.file());
  const auto revoked = folder_ / "revoked" / (text_of(key.id) + ".pub");
  if (fs::exists(revoked) && disk::remove(revoked) != 0)
    throw_io_error(revoked, "cannot be removed");
}

KeyEntry KeyRing::revoke(const std::string& name_or_id, const std::string& reason) const {
  check_reason(reason);
  const auto all = list();
  const auto at = std::find_if(all.begin(), all.end(), [&](const auto& each) {
    return each.name == name_or_id || text_of(each.key.id) == name_or_id;
  });
  if (at == all.end()) {
    throw Error(Exit::missing, "no key " + in_quotes(name_or_id) + " is known here" +
                                   (all.empty() ? "" : "; known: " + names_of(all)));
  }
  auto out = *at;
  if (out.revoked && reason.empty()) return out;  // when it first was, and why, stays
  out.revoked = true;
  out.revocation = "on " + utc_now().substr(0, 10) + (reason.empty() ? "" : ": " + reason);
  make_directory(folder_ / "revoked");
  replace_file(folder_ / "revoked" / (text_of(out.key.id) + ".pub"),
               kRevoked + out.revocation + "\n" + out.key.line() + "\n");
  return out;
}

std::vector<KeyEntry> KeyRing::list() const {
  auto out = keys_in(folder_ / "keys", true);
  auto others = keys_in(folder_ / "trusted", false);
  std::move(others.begin(), others.end(), std::back_inserter(out));
  const auto revoked = revoked_keys(folder_ / "revoked");
  for (auto& entry : out) {
    const auto at = std::find_if(revoked.begin(), revoked.end(),
                                 [&](const auto& each) { return each.key == entry.key; });
    entry.revoked = at != revoked.end();
    if (entry.revoked) entry.revocation = at->revocation;
  }
  return out;
}

std::vector<TrustedKey> KeyRing::trusted() const {
  std::vector<TrustedKey> out;
  for (auto& entry : list()) {
    if (!entry.revoked) out.push_back({entry.name, entry.key, {}});
  }
  return out;
}

std::vector<TrustedKey> KeyRing::known() const {
  std::vector<TrustedKey> out;
  // A file of another name in trusted/ does not bring a revoked key back: those come first.
  for (const auto& entry : revoked_keys(folder_ / "revoked"))
    out.push_back({entry.name, entry.key, entry.revocation});
  for (const auto& entry : list()) {
    const auto at = std::find_if(out.begin(), out.end(),
                                 [&](const auto& each) { return each.key == entry.key; });
    if (at == out.end()) out.push_back({entry.name, entry.key, {}});
    else if (!at->revoked.empty()) at->name = entry.name;
  }
  return out;
}

}  // namespace serhost::pack
