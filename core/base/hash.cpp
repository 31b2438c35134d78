// SHA-256 through libsodium.
#include "base/hash.hpp"

#include <sodium.h>

#include <array>
#include <fstream>

#include "base/error.hpp"

namespace serhost {

struct Sha256::State {
  crypto_hash_sha256_state value;
};

Sha256::Sha256() : state_(std::make_unique<State>()) { crypto_hash_sha256_init(&state_->value); }
Sha256::~Sha256() = default;

void Sha256::add(const void* data, std::size_t size) {
  crypto_hash_sha256_update(&state_->value, static_cast<const unsigned char*>(data), size);
}

std::string Sha256::hex() {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256_final(&state_->value, digest.data());
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
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(Exit::missing, file.string() + ": cannot be read");
  Sha256 hash;
  std::array<char, 1 << 16> buffer{};
  while (in.read(buffer.data(), buffer.size()) || in.gcount() > 0) hash.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
  return hash.hex();
}

}  // namespace serhost
