// A file in memory: mapped, not read. Knows no torch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string_view>

namespace serhost::weights {

/// A private mapping: pages are shared with the file until someone writes to them, and the file
/// never changes.
class Mapping {
 public:
  /// Throws Error(missing) where the file cannot be opened, Error(config) where it is not a regular
  /// file, Error(io).
  explicit Mapping(const std::filesystem::path& file);
  /// A copy of `bytes` in the place of a file, for tests.
  static std::shared_ptr<const Mapping> of_bytes(std::string_view bytes);
  ~Mapping();
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;

  /// [any] The whole pages of [at, at + bytes) need not stay in memory: whoever reads them again
  /// reads the file again, and what was written to them is lost.
  void forget(const char* at, std::uint64_t bytes) const;

  char* data() const { return data_; }
  std::uint64_t size() const { return size_; }
  std::string_view bytes() const { return {data_, size_}; }

 private:
  Mapping() = default;

  std::unique_ptr<char[]> copy_;
  char* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace serhost::weights
