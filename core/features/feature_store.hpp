// Cached features on the disk: a folder for each identity (identity.hpp), in it append-only files
// of records, one file a process that writes. Ten thousand clips are then a few files; several
// processes may write at once; and what a crash cut off, or a disk spoiled, is not there: every
// record has its hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "features/output_file.hpp"

namespace serhost::features {

/// [any thread]
class FeatureStore {
 public:
  /// `root` holds the folders; `limit` is what all of them together may take. Nothing is created
  /// before the first record is written.
  FeatureStore(std::filesystem::path root, std::string identity, std::uint64_t limit);

  bool has(const std::string& key)
      const;  ///< a record that has not been read yet may still turn out to be damaged
  /// The record's bytes; nullopt where there is none, or it is damaged, in which case it is
  /// forgotten.
  std::optional<std::string> read(const std::string& key);
  /// False where the limit or the disk has no room left; what is there stays. `key`: 64 hexadecimal
  /// digits.
  bool write(const std::string& key, std::string_view bytes);

 private:
  struct Record {
    std::shared_ptr<OutputFile> file;
    std::uint64_t begin = 0, size = 0;
    std::string sha256;
  };
  void scan(const std::filesystem::path& file);
  void open_own();

  std::filesystem::path root_, folder_;
  std::string identity_;
  std::uint64_t open_bytes_ = 0;
  mutable std::mutex mutex_;
  std::map<std::string, Record> records_;
  std::shared_ptr<OutputFile> own_;
};

/// What a cache holds, for people.
struct StoreInfo {
  std::string id;        ///< of the folder
  std::string identity;  ///< as it was written
  std::size_t files = 0;
  std::uint64_t bytes = 0;
};
std::vector<StoreInfo> stores_in(const std::filesystem::path& root);
/// Removes one of them, or all where `id` is empty; how many bytes that were.
std::uint64_t clear_shelves(const std::filesystem::path& root, const std::string& id);

}  // namespace serhost::features
