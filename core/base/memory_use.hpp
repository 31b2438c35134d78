// What this process holds of the machine's memory.
#pragma once

#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <fstream>

namespace serhost {

/// The most that it has held so far.
inline std::int64_t peak_resident_bytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::int64_t>(usage.ru_maxrss) * 1024;  // Linux counts in KiB
}

/// What it holds now; the most so far where the system does not say (no /proc).
inline std::int64_t resident_bytes() {
  std::ifstream in("/proc/self/statm");
  std::int64_t size = 0, pages = 0;
  return in >> size >> pages ? pages * ::sysconf(_SC_PAGESIZE) : peak_resident_bytes();
}

}  // namespace serhost
