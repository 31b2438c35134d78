// The dynamic linker takes a path, not an open file: the same device, inode, times and hash before
// and after tell that the path meant one file throughout. A file that was moved away and back has
// another time of change.
#include "host/library_hash.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <map>
#include <mutex>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

std::mutex hashes_guard;

/// By path; under `hashes_guard`.
std::map<fs::path, std::string>& hashes() {
  static auto* const all = new std::map<fs::path, std::string>();
  return *all;
}

[[noreturn]] void was_replaced() {
  throw PluginError(
      "its file was replaced while this command used it, so that what ran could not be told; run "
      "the command again");
}

/// `hash` is what this process knows the file by; the first one stays.
void agree(const fs::path& file, const std::string& hash) {
  const std::lock_guard lock(hashes_guard);
  if (hashes().emplace(file, hash).first->second != hash) was_replaced();
}

}  // namespace

FileState state_of(const fs::path& file) {
  const int from = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (from < 0) throw Error(Exit::missing, file.string() + ": cannot be read");
  Sha256 hash;
  std::array<char, 1 << 16> buffer{};
  ssize_t n = 0;
  while ((n = ::read(from, buffer.data(), buffer.size())) > 0 || (n < 0 && errno == EINTR)) {
    if (n > 0) hash.add(buffer.data(), static_cast<std::size_t>(n));
  }
  const auto identity = identity_of(from);
  ::close(from);
  if (n < 0 || !identity) throw Error(Exit::missing, file.string() + ": cannot be read");
  return {*identity, hash.hex()};
}

std::string library_hash(const fs::path& file) {
  auto hash = state_of(file).sha256;
  try {
    agree(file, hash);
  } catch (const PluginError& error) {
    throw PluginError("plugin '" + file.filename().string() + "': " + error.what());
  }
  return hash;
}

void agree_on_loaded(const fs::path& file, const FileState& before) {
  if (state_of(file) != before) was_replaced();
  agree(file, before.sha256);
}

}  // namespace serhost::host
