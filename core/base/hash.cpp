// SHA-256 by OpenSSL, which uses the processor's SHA instructions: a gigabyte of weights is hashed
// in a second.
#include "base/hash.hpp"

#include <openssl/evp.h>

#include <array>
#include <fstream>

#include "base/error.hpp"
#include "base/regular_file.hpp"

namespace serhost {
namespace {

constexpr std::size_t kBytes = 32;

/// Looked up once: it takes longer than hashing a short text.
const EVP_MD* algorithm() {
  static const EVP_MD* const found = ::EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return found;
}

void check(int success) {
  if (success != 1) throw Error(Exit::internal, "OpenSSL cannot compute SHA-256");
}

}  // namespace

struct Sha256::State {
  EVP_MD_CTX* value = ::EVP_MD_CTX_new();
  ~State() { ::EVP_MD_CTX_free(value); }
};

Sha256::Sha256() : state_(std::make_unique<State>()) {
  check(::EVP_DigestInit_ex2(state_->value, algorithm(), nullptr));
}
Sha256::~Sha256() = default;

void Sha256::add(const void* data, std::size_t size) {
  check(::EVP_DigestUpdate(state_->value, data, size));
}

std::string Sha256::hex() {
  std::array<unsigned char, kBytes> digest{};
  check(::EVP_DigestFinal_ex(state_->value, digest.data(), nullptr));
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out;
  for (const auto byte : digest) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.hex();
}

std::string sha256_of_file(const std::filesystem::path& file) {
  require_file(file);
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(Exit::missing, file.string() + ": cannot be read");
  Sha256 hash;
  std::array<char, 1 << 16> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0)
    hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
  return hash.hex();
}

}  // namespace serhost
