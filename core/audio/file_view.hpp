// Bytes of a file by offset, with a few of them overlaid: what libsndfile reads through. Overlays
// let a header that a pipe left unfinished be completed without copying the file.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

namespace serhost::audio {

class FileView {
 public:
  /// Throws DataError (Exit::missing where there is none) for what is not a readable, regular,
  /// non-empty file.
  explicit FileView(const std::filesystem::path& file);
  ~FileView();
  FileView(const FileView&) = delete;
  FileView& operator=(const FileView&) = delete;

  std::int64_t size() const { return size_; }
  /// Up to `count` bytes at `offset`; fewer at the end of the file or where reading fails.
  std::int64_t read(std::int64_t offset, void* into, std::int64_t count) const;
  std::string bytes(std::int64_t offset, std::int64_t count) const;
  void overlay(std::int64_t offset,
               std::uint32_t little_endian);  ///< four bytes, least significant first
  void overlay_byte(std::int64_t offset, unsigned char byte) { overlaid_[offset] = byte; }

 private:
  int descriptor_ = -1;
  std::int64_t size_ = 0;
  std::map<std::int64_t, unsigned char> overlaid_;
};

}  // namespace serhost::audio
