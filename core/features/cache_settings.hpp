// Where cached features lie and how much of them there may be, as the environment says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace serhost::features {

enum class CacheUse { on, memory, off };

struct CacheSettings {
  CacheUse use = CacheUse::on;   ///< SERHOST_CACHE: on | memory | off
  std::filesystem::path folder;  ///< SERHOST_CACHE_DIR, else $XDG_CACHE_HOME/serhost, else
                                 ///< ~/.cache/serhost; features/ in it
  std::uint64_t disk_bytes =
      32'000'000'000;  ///< SERHOST_CACHE_LIMIT, as "20GB": of all features on the disk
  std::uint64_t memory_bytes = 2'000'000'000;
};

/// Throws UsageError for a variable that makes no sense.
CacheSettings cache_settings();

/// "20GB", "500MB", "4096" in bytes. Throws UsageError that names `what`.
std::uint64_t bytes_of(const std::string& text, const std::string& what);

/// "1.2 GB", "340 MB".
std::string size_text(double bytes);

}  // namespace serhost::features
