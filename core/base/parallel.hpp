// A loop over indices on a few threads.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace serhost {

/// Threads that read headers and verify audio.
inline constexpr std::size_t kReaders = 2;

/// `wanted`, or where that is 0 as many as there are cores.
inline int threads_to_use(int wanted) {
  return wanted > 0 ? wanted : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
}

/// Calls `work(i)` for i in [0, n), each once, in any order. Rethrows the first exception that was
/// seen after all threads have ended.
template <class Work>
void for_each_index(std::size_t n, std::size_t threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr thrown;
  std::mutex mutex;
  const auto loop = [&] {
    for (std::size_t i; (i = next.fetch_add(1)) < n;) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!thrown) thrown = std::current_exception();
        next.store(n);
      }
    }
  };
  std::vector<std::jthread> others;
  for (std::size_t t = 1; t < threads && t < n; ++t) others.emplace_back(loop);
  loop();
  others.clear();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace serhost
