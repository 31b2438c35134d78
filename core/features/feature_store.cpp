// Reads and writes feature files. A record is magic, size, key and hash as text of fixed width,
// then the bytes.
#include "features/feature_store.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "SERFEAT1";
constexpr std::size_t kHex = 64, kHead = 8 + 8 + kHex + kHex;
constexpr const char* kAbout = "identity.txt";
constexpr const char* kExtension = ".features";

std::string head_of(const std::string& key, std::uint64_t size, const std::string& hash) {
  std::string out(kMagic);
  for (int i = 0; i < 8; ++i) out += static_cast<char>(size >> (8 * i));
  return out + key + hash;
}

bool is_hex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::uint64_t bytes_below(const fs::path& folder) {
  std::uint64_t total = 0;
  std::error_code fault;
  for (fs::recursive_directory_iterator at(folder, fault), end; !fault && at != end;
       at.increment(fault)) {
    std::error_code ignored;
    const auto size = at->is_regular_file(ignored) ? at->file_size(ignored) : 0;
    if (!ignored) total += size;
  }
  return total;
}

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> out;
  std::error_code fault;
  for (fs::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault))
    out.push_back(at->path());
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

FeatureStore::FeatureStore(fs::path root, std::string identity, std::uint64_t limit)
    : root_(std::move(root)), folder_(root_ / sha256(identity)), identity_(std::move(identity)) {
  const auto taken = bytes_below(root_);
  open_bytes_ = taken < limit ? limit - taken : 0;
  for (const auto& file : entries_of(folder_)) {
    if (file.extension() == kExtension) scan(file);
  }
}

void FeatureStore::scan(const fs::path& path) {
  std::shared_ptr<OutputFile> file;
  try {
    file = std::make_shared<OutputFile>(path, OutputFile::Open::existing);
    const auto end = file->size();
    std::array<char, kHead> head;
    for (std::uint64_t at = 0; at + kHead <= end;) {
      if (file->read_at(at, head.data(), kHead) != kHead ||
          std::string_view(head.data(), kMagic.size()) != kMagic)
        return;
      std::uint64_t size = 0;
      for (int i = 0; i < 8; ++i)
        size |= std::uint64_t{static_cast<unsigned char>(head[8 + static_cast<std::size_t>(i)])}
                << (8 * i);
      at += kHead;
      if (size > end - at) return;  // cut off: a process died, or is still writing it
      const std::string key(head.data() + 16, kHex), hash(head.data() + 16 + kHex, kHex);
      if (!is_hex(key) || !is_hex(hash)) return;
      records_[key] = {file, at, size, hash};
      at += size;
    }
  } catch (const Error&) {
    // A file that cannot be read holds nothing.
  }
}

bool FeatureStore::has(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return records_.contains(key);
}

std::optional<std::string> FeatureStore::read(const std::string& key) {
  Record record;
  {
    const std::lock_guard lock(mutex_);
    const auto found = records_.find(key);
    if (found == records_.end()) return std::nullopt;
    record = found->second;
  }
  std::string bytes(record.size, '\0');
  bool sound = false;
  try {
    sound = record.file->read_at(record.begin, bytes.data(), bytes.size()) == bytes.size() &&
            sha256(bytes) == record.sha256;
  } catch (const Error&) { sound = false; }
  if (sound) return bytes;
  const std::lock_guard lock(mutex_);
  records_.erase(key);
  return std::nullopt;
}

void FeatureStore::open_own() {
  make_directory(folder_);
  {
    static std::mutex identities;  // threads of one process would share the temporary file
    const std::lock_guard lock(identities);
    if (!fs::exists(folder_ / kAbout)) replace_file(folder_ / kAbout, identity_);
  }
  std::string name = (folder_ / (std::to_string(::getpid()) + "-XXXXXX")).string();
  name += kExtension;
  const int made = ::mkstemps(name.data(), static_cast<int>(std::strlen(kExtension)));
  if (made < 0)
    throw Error(Exit::cannot_create,
                folder_.string() + ": no file can be made in it: " + std::strerror(errno));
  ::close(made);
  own_ = std::make_shared<OutputFile>(name, OutputFile::Open::fresh);
}

bool FeatureStore::write(const std::string& key, std::string_view bytes) {
  SERHOST_CHECK(key.size() == kHex && is_hex(key));
  const auto hash = sha256(bytes);
  const std::lock_guard lock(mutex_);
  if (kHead + bytes.size() > open_bytes_) return false;
  try {
    if (!own_) open_own();
    const auto begin = own_->size();
    try {
      own_->write_at(begin + kHead, bytes.data(), bytes.size());
      const auto head = head_of(key, bytes.size(), hash);
      own_->write_at(begin, head.data(), head.size());
    } catch (const Error&) {
      own_->resize(begin);
      throw;
    }
    open_bytes_ -= kHead + bytes.size();
    records_[key] = {own_, begin + kHead, bytes.size(), hash};
    return true;
  } catch (const Error&) {
    open_bytes_ = 0;  // the disk is full, or cannot be written: a cache is not worth an error
    return false;
  }
}

std::vector<StoreInfo> stores_in(const fs::path& root) {
  std::vector<StoreInfo> out;
  for (const auto& folder : entries_of(root)) {
    std::error_code ignored;
    const auto id = folder.filename().string();
    if (id.size() != kHex || !is_hex(id) || !fs::is_directory(folder, ignored)) continue;
    StoreInfo store{id, "", 0, bytes_below(folder)};
    if (fs::is_regular_file(folder / kAbout, ignored)) store.identity = read_file(folder / kAbout);
    for (const auto& file : entries_of(folder))
      store.files += file.extension() == kExtension ? 1 : 0;
    out.push_back(std::move(store));
  }
  return out;
}

std::uint64_t clear_shelves(const fs::path& root, const std::string& id) {
  std::uint64_t bytes = 0;
  for (const auto& store : stores_in(root)) {
    if (!id.empty() && store.id != id) continue;
    std::error_code fault;
    fs::remove_all(root / store.id, fault);
    if (fault)
      throw Error(Exit::io, (root / store.id).string() + ": cannot be removed: " + fault.message());
    bytes += store.bytes;
  }
  return bytes;
}

}  // namespace serhost::features
