// Reads the cache settings from environment variables.
#include "features/cache_settings.hpp"

#include <cmath>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/user_folders.hpp"

namespace serhost::features {
std::uint64_t bytes_of(const std::string& text, const std::string& what) {
  std::size_t used = 0;
  const double value = leading_number(text, used);
  const auto unit = lower(trim(std::string_view(text).substr(used)));
  const double factor = unit.empty() || unit == "b" ? 1.0
                        : unit == "kb"              ? 1e3
                        : unit == "mb"              ? 1e6
                        : unit == "gb"              ? 1e9
                        : unit == "tb"              ? 1e12
                                                    : 0.0;
  if (used == 0 || factor == 0.0 || !(value >= 0.0) || value * factor > 1e18) {
    throw UsageError(what + " is '" + text + "', but must be a size such as 20GB or 500MB");
  }
  return static_cast<std::uint64_t>(std::llround(value * factor));
}

std::string size_text(double bytes) {
  const auto rounded = [](double value) { return exact(std::round(10.0 * value) / 10.0); };
  if (bytes >= 1e9) return rounded(bytes / 1e9) + " GB";
  if (bytes >= 1e6) return rounded(bytes / 1e6) + " MB";
  return rounded(bytes / 1e3) + " kB";
}

CacheSettings cache_settings() {
  CacheSettings out;
  const auto use = environment_variable("SERHOST_CACHE");
  if (use == "off") out.use = CacheUse::off;
  else if (use == "memory") out.use = CacheUse::memory;
  else if (!use.empty() && use != "on")
    throw UsageError("SERHOST_CACHE is '" + use + "', but must be on, memory or off");
  if (const auto limit = environment_variable("SERHOST_CACHE_LIMIT"); !limit.empty())
    out.disk_bytes = bytes_of(limit, "SERHOST_CACHE_LIMIT");
  const auto own = environment_variable("SERHOST_CACHE_DIR");
  const auto folder = own.empty() ? user_cache_folder() : std::filesystem::path(own);
  if (!folder.empty()) out.folder = folder / "features";
  return out;
}

}  // namespace serhost::features
