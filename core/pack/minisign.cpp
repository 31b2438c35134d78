// minisign's formats over libsodium.
#include "pack/minisign.hpp"

#include <sodium.h>

#include <algorithm>
#include <vector>

#include "base/error.hpp"
#include "base/text.hpp"

namespace serhost::pack {
namespace {

constexpr std::string_view kUntrusted = "untrusted comment: ", kTrusted = "trusted comment: ";
constexpr const char *kOurComment = "signature by key ",
                     *kTheirComment = "signature from minisign secret key";
constexpr std::size_t kSignatureSize = 2 + 8 + 64, kPublicSize = 2 + 8 + 32, kSecretSize = 158,
                      kSealed = 54;  // where what may be encrypted begins
constexpr std::uint64_t kOperations = 1u << 22, kMemory = 1u << 27,
                        kMostMemory = std::uint64_t{1} << 31;
constexpr std::size_t kLongestFile = 64 << 10;

using Bytes = std::vector<unsigned char>;

void start() {
  if (sodium_init() < 0) throw Error(Exit::internal, "libsodium cannot be started");
}

std::string base64(const unsigned char* data, std::size_t size) {
  std::string out(sodium_base64_ENCODED_LEN(size, sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(out.data(), out.size(), data, size, sodium_base64_VARIANT_ORIGINAL);
  out.pop_back();  // the zero at its end
  return out;
}

/// Empty unless the text is the base64 of exactly `size` bytes.
Bytes from_base64(std::string_view text, std::size_t size) {
  Bytes out(size);
  std::size_t got = 0;
  const char* end = nullptr;
  if (sodium_base642bin(out.data(), out.size(), text.data(), text.size(), nullptr, &got, &end,
                        sodium_base64_VARIANT_ORIGINAL) != 0 ||
      got != size || end != text.data() + text.size())
    return {};
  return out;
}

std::vector<std::string> lines_of(std::string_view text) {
  if (text.size() > kLongestFile) return {};
  auto lines = split(text, '\n');
  for (auto& line : lines) {
    if (line.ends_with('\r')) line.pop_back();
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

[[noreturn]] void reject(const std::string& what, const std::string& reason) {
  throw Error(Exit::untrusted, what + ": " + reason);
}

struct Signature {
  bool prehashed = true;
  KeyId id{};
  std::array<unsigned char, 64> of_message{}, of_all{};
  std::string trusted_comment;
};

Signature parse_signature(std::string_view text, const std::string& what) {
  const auto lines = lines_of(text);
  if (lines.size() != 4 || !lines[0].starts_with(kUntrusted) || !lines[2].starts_with(kTrusted))
    reject(what, "is not a minisign signature of four lines");
  const auto first = from_base64(lines[1], kSignatureSize), second = from_base64(lines[3], 64);
  if (first.empty() || second.empty() || first[0] != 'E' || (first[1] != 'D' && first[1] != 'd'))
    reject(what, "is not an Ed25519 signature in base64");
  Signature out;
  out.prehashed = first[1] == 'D';
  std::copy_n(first.begin() + 2, 8, out.id.begin());
  std::copy_n(first.begin() + 10, 64, out.of_message.begin());
  std::copy_n(second.begin(), 64, out.of_all.begin());
  out.trusted_comment = lines[2].substr(kTrusted.size());
  return out;
}

std::string signature_text(const std::string& comment, const Bytes& first,
                           const std::string& trusted_comment,
                           const std::array<unsigned char, 64>& of_all) {
  return std::string(kUntrusted) + comment + "\n" + base64(first.data(), first.size()) + "\n" +
         std::string(kTrusted) + trusted_comment + "\n" + base64(of_all.data(), of_all.size()) +
         "\n";
}

std::array<unsigned char, 64> hash(std::string_view message) {
  std::array<unsigned char, 64> out;
  crypto_generichash(out.data(), out.size(), reinterpret_cast<const unsigned char*>(message.data()),
                     message.size(), nullptr, 0);
  return out;
}

Bytes joined(const std::array<unsigned char, 64>& signature, std::string_view comment) {
  Bytes out(signature.begin(), signature.end());
  out.insert(out.end(), comment.begin(), comment.end());
  return out;
}

/// BLAKE2b-256 of algorithm, id and key: tells a wrong passphrase.
std::array<unsigned char, 32> check_of(const unsigned char* id_and_key) {
  Bytes all = {'E', 'd'};
  all.insert(all.end(), id_and_key, id_and_key + 72);
  std::array<unsigned char, 32> out;
  crypto_generichash(out.data(), out.size(), all.data(), all.size(), nullptr, 0);
  sodium_memzero(all.data(), all.size());
  return out;
}

/// Whether the public half of an Ed25519 secret key belongs to its seed.
bool fits(const unsigned char* key) {
  std::array<unsigned char, 32> public_half;
  std::array<unsigned char, 64> whole;
  crypto_sign_seed_keypair(public_half.data(), whole.data(), key);
  const bool same = sodium_memcmp(whole.data(), key, whole.size()) == 0;
  sodium_memzero(whole.data(), whole.size());
  return same;
}

std::uint64_t little_endian(const unsigned char* bytes) {
  std::uint64_t out = 0;
  for (int i = 7; i >= 0; --i) out = out << 8 | bytes[i];
  return out;
}

/// Encrypts and decrypts alike.
void seal(unsigned char* secret, const std::string& passphrase, const unsigned char* salt,
          std::uint64_t operations, std::uint64_t memory, const std::string& what) {
  std::array<unsigned char, kSecretSize - kSealed> stream;
  if (crypto_pwhash_scryptsalsa208sha256(stream.data(), stream.size(), passphrase.data(),
                                         passphrase.size(), salt, operations,
                                         static_cast<std::size_t>(memory)) != 0) {
    reject(what, "there is not enough memory for its encryption (" + std::to_string(memory >> 20) +
                     " MiB)");
  }
  for (std::size_t i = 0; i < stream.size(); ++i) secret[i] ^= stream[i];
  sodium_memzero(stream.data(), stream.size());
}

}  // namespace

std::string text_of(const KeyId& id) {
  static constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  for (auto at = id.rbegin(); at != id.rend(); ++at) {
    out += kDigits[*at >> 4];
    out += kDigits[*at & 15];
  }
  return out;
}

std::string PublicKey::line() const {
  Bytes all = {'E', 'd'};
  all.insert(all.end(), id.begin(), id.end());
  all.insert(all.end(), key.begin(), key.end());
  return base64(all.data(), all.size());
}

std::string PublicKey::file() const {
  return std::string(kUntrusted) + "minisign public key " + text_of(id) + "\n" + line() + "\n";
}

PublicKey parse_public_key(std::string_view text, const std::string& what) {
  auto lines = lines_of(text);
  if (lines.size() == 2 && lines[0].starts_with(kUntrusted)) lines.erase(lines.begin());
  const auto bytes = lines.size() == 1 ? from_base64(lines[0], kPublicSize) : Bytes();
  if (bytes.empty() || bytes[0] != 'E' || bytes[1] != 'd')
    reject(what, "is not a public key; expected 56 letters of base64 that begin with RW");
  PublicKey out;
  std::copy_n(bytes.begin() + 2, 8, out.id.begin());
  std::copy_n(bytes.begin() + 10, 32, out.key.begin());
  return out;
}

SecretKey SecretKey::make() {
  start();
  SecretKey out;
  std::array<unsigned char, 32> unused;
  crypto_sign_keypair(unused.data(), out.key_.data());
  randombytes_buf(out.id_.data(), out.id_.size());
  return out;
}

SecretKey::~SecretKey() { sodium_memzero(key_.data(), key_.size()); }

SecretKey SecretKey::parse(std::string_view text, const std::optional<std::string>& passphrase,
                           const std::string& what) {
  start();
  const auto lines = lines_of(text);
  auto bytes = lines.size() == 2 && lines[0].starts_with(kUntrusted)
                   ? from_base64(lines[1], kSecretSize)
                   : Bytes();
  if (bytes.empty() || bytes[0] != 'E' || bytes[1] != 'd' || bytes[4] != 'B' || bytes[5] != '2')
    reject(what, "is not a secret key of minisign or serhost");
  if (bytes[2] == 'S' && bytes[3] == 'c') {
    if (!passphrase) reject(what, "is encrypted; set SERHOST_KEY_PASSPHRASE");
    const auto operations = little_endian(&bytes[38]), memory = little_endian(&bytes[46]);
    if (memory > kMostMemory) reject(what, "asks for more than 2 GiB of memory to be decrypted");
    seal(&bytes[kSealed], *passphrase, &bytes[6], operations, memory, what);
  } else if (bytes[2] != 0 || bytes[3] != 0) {
    reject(what, "is encrypted in a way that is not known here");
  }
  const bool sealed = bytes[2] == 'S';
  const auto check = check_of(&bytes[kSealed]);  // minisign leaves it out of plain keys
  if (sealed && sodium_memcmp(check.data(), &bytes[kSealed + 72], check.size()) != 0)
    reject(what, "SERHOST_KEY_PASSPHRASE is not its passphrase");
  if (!fits(&bytes[kSealed + 8])) reject(what, "is damaged");
  SecretKey out;
  std::copy_n(bytes.begin() + kSealed, 8, out.id_.begin());
  std::copy_n(bytes.begin() + kSealed + 8, 64, out.key_.begin());
  sodium_memzero(bytes.data(), bytes.size());
  return out;
}

std::string SecretKey::file(const std::optional<std::string>& passphrase) const {
  Bytes all(kSecretSize, 0);
  all[0] = 'E', all[1] = 'd', all[4] = 'B', all[5] = '2';
  std::copy(id_.begin(), id_.end(), all.begin() + kSealed);
  std::copy(key_.begin(), key_.end(), all.begin() + kSealed + 8);
  if (passphrase) {
    const auto check = check_of(&all[kSealed]);
    std::copy(check.begin(), check.end(), all.begin() + kSealed + 72);
    all[2] = 'S', all[3] = 'c';
    randombytes_buf(&all[6], 32);
    for (int i = 0; i < 8; ++i) {
      all[static_cast<std::size_t>(38 + i)] = static_cast<unsigned char>(kOperations >> (8 * i));
      all[static_cast<std::size_t>(46 + i)] = static_cast<unsigned char>(kMemory >> (8 * i));
    }
    seal(&all[kSealed], *passphrase, &all[6], kOperations, kMemory, "the key");
  }
  auto out = std::string(kUntrusted) + "minisign " + (passphrase ? "encrypted " : "") +
             "secret key\n" + base64(all.data(), all.size()) + "\n";
  sodium_memzero(all.data(), all.size());
  return out;
}

PublicKey SecretKey::public_key() const {
  PublicKey out;
  out.id = id_;
  crypto_sign_ed25519_sk_to_pk(out.key.data(), key_.data());
  return out;
}

std::string SecretKey::sign(std::string_view message, const std::string& trusted_comment) const {
  SERHOST_CHECK(trusted_comment.find_first_of("\r\n") == std::string::npos);
  const auto digest = hash(message);
  std::array<unsigned char, 64> of_message, of_all;
  crypto_sign_detached(of_message.data(), nullptr, digest.data(), digest.size(), key_.data());
  const auto all = joined(of_message, trusted_comment);
  crypto_sign_detached(of_all.data(), nullptr, all.data(), all.size(), key_.data());
  Bytes first = {'E', 'D'};
  first.insert(first.end(), id_.begin(), id_.end());
  first.insert(first.end(), of_message.begin(), of_message.end());
  return signature_text(kOurComment + text_of(id_), first, trusted_comment, of_all);
}

KeyId signer_of(std::string_view signature, const std::string& what) {
  return parse_signature(signature, what).id;
}

bool is_canonical_signature(std::string_view signature) {
  const auto parsed = parse_signature(signature, "the signature");
  Bytes first = {'E', static_cast<unsigned char>(parsed.prehashed ? 'D' : 'd')};
  first.insert(first.end(), parsed.id.begin(), parsed.id.end());
  first.insert(first.end(), parsed.of_message.begin(), parsed.of_message.end());
  const auto is = [&](const std::string& comment) {
    return signature == signature_text(comment, first, parsed.trusted_comment, parsed.of_all);
  };
  return is(kOurComment + text_of(parsed.id)) || is(kTheirComment);
}

std::string verify(const PublicKey& key, std::string_view message, std::string_view signature,
                   const std::string& what) {
  start();
  const auto parsed = parse_signature(signature, what);
  if (parsed.id != key.id)
    reject(what, "is signed by key " + text_of(parsed.id) + ", not by " + text_of(key.id));
  const auto digest = hash(message);
  const auto* signed_bytes =
      parsed.prehashed ? digest.data() : reinterpret_cast<const unsigned char*>(message.data());
  if (crypto_sign_verify_detached(parsed.of_message.data(), signed_bytes,
                                  parsed.prehashed ? digest.size() : message.size(),
                                  key.key.data()) != 0) {
    reject(what, "the signature does not fit: what was signed has been changed");
  }
  const auto all = joined(parsed.of_message, parsed.trusted_comment);
  if (crypto_sign_verify_detached(parsed.of_all.data(), all.data(), all.size(), key.key.data()) !=
      0)
    reject(what, "the trusted comment has been changed");
  return parsed.trusted_comment;
}

}  // namespace serhost::pack
