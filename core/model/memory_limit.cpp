// LibTorch's allocator with a look at what the process holds in front of it.
#include "model/memory_limit.hpp"

#include <c10/core/CPUAllocator.h>
#include <unistd.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <variant>

#include "base/text.hpp"

namespace serhost::model {
namespace {

constexpr std::uint64_t kNone = std::numeric_limits<std::uint64_t>::max();
/// Asking what the process holds takes a while: once for so many bytes of small tensors.
constexpr std::uint64_t kLook = std::uint64_t{16} << 20;

thread_local std::uint64_t limit_of_thread = kNone;
thread_local std::uint64_t since_look = 0;

std::uint64_t held_by_process() {
#if defined(__GLIBC__) && (__GLIBC__ > 2 || __GLIBC_MINOR__ >= 33)
  const auto now = ::mallinfo2();
  return now.uordblks + now.hblkhd;
#else
  return 0;
#endif
}

std::string gibibytes(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", static_cast<double>(bytes) / (1 << 30));
  return text;
}

class Watched final : public c10::Allocator {
 public:
  explicit Watched(c10::Allocator* base) : base_(base) {}

  c10::DataPtr allocate(std::size_t bytes) override {
    if (limit_of_thread != kNone) look(bytes);
    return base_->allocate(bytes);
  }
  bool is_simple_data_ptr(const c10::DataPtr& data) const override {
    return base_->is_simple_data_ptr(data);
  }
  c10::DeleterFnPtr raw_deleter() const override { return base_->raw_deleter(); }
  void copy_data(void* to, const void* from, std::size_t bytes) const override {
    base_->copy_data(to, from, bytes);
  }

 private:
  static void look(std::uint64_t bytes) {
    since_look += bytes;
    if (since_look < kLook) return;
    since_look = 0;
    const auto held = held_by_process();
    if (held > limit_of_thread || bytes > limit_of_thread - held)
      throw TooLarge("more than the " + gibibytes(limit_of_thread) +
                     " of memory that this machine has");
  }

  c10::Allocator* base_;
};

/// For good, since what it has handed out is given back through it.
void watch_allocator() {
  static Watched watched(c10::GetCPUAllocator());
  static const bool set = (c10::SetCPUAllocator(&watched, 1), true);
  static_cast<void>(set);
}

/// The number in a file of the control group; kNone where there is none.
std::uint64_t limit_in(const char* file) {
  std::uint64_t bytes = 0;
  std::ifstream in(file);
  return in >> bytes && bytes > 0 ? bytes : kNone;
}

/// "width = 60000" of what is a whole number, or a list of them, and was not left at its default.
std::vector<std::string> sizes_of(const config::ComponentRef& chosen) {
  std::vector<std::string> out;
  if (chosen.info == nullptr) return out;
  const auto& specs = chosen.info->parameters;
  for (std::size_t i = 0; i < std::min(specs.size(), chosen.values.size()); ++i) {
    const auto &value = chosen.values[i], &fallback = specs[i].fallback;
    if (const auto* one = std::get_if<std::int64_t>(&value)) {
      const auto* left_out = std::get_if<std::int64_t>(&fallback);
      if (left_out != nullptr && *left_out == *one) continue;
      out.push_back(specs[i].name + " = " + std::to_string(*one));
    } else if (const auto* list = std::get_if<std::vector<std::int64_t>>(&value)) {
      const auto* left_out = std::get_if<std::vector<std::int64_t>>(&fallback);
      if (left_out != nullptr && *left_out == *list) continue;
      std::vector<std::string> items;
      for (std::size_t k = 0; k < std::min<std::size_t>(list->size(), 8); ++k)
        items.push_back(std::to_string((*list)[k]));
      if (list->size() > items.size()) items.emplace_back("...");
      out.push_back(specs[i].name + " = [" + join(items, ", ") + "]");
    }
  }
  return out;
}

}  // namespace

MemoryLimit::MemoryLimit(std::uint64_t bytes) : before_(limit_of_thread) {
  watch_allocator();
  limit_of_thread = std::min(before_, bytes);
}

MemoryLimit::~MemoryLimit() { limit_of_thread = before_; }

std::uint64_t MemoryLimit::memory_of_machine() {
  static const auto bytes = [] {
    const auto pages = ::sysconf(_SC_PHYS_PAGES), size = ::sysconf(_SC_PAGESIZE);
    const auto built_in = pages > 0 && size > 0
                              ? static_cast<std::uint64_t>(pages) * static_cast<std::uint64_t>(size)
                              : kNone;
    return std::min({built_in, limit_in("/sys/fs/cgroup/memory.max"),
                     limit_in("/sys/fs/cgroup/memory/memory.limit_in_bytes")});
  }();
  return bytes;
}

void refuse_too_large(const config::ComponentRef& chosen, const TooLarge& why) {
  const auto where = chosen.place.text();
  const auto sizes = sizes_of(chosen);
  const auto who = chosen.info == nullptr
                       ? std::string("the head")
                       : std::string(name_of(chosen.info->kind)) + " '" + chosen.info->name + "'";
  throw Error(Exit::config,
              (where.empty() ? "" : where + ": ") + who + " needs " + why.what() +
                  (sizes.empty() ? "; make it smaller"
                                 : "; it was given " + join(sizes, ", ") + ": make it smaller"));
}

}  // namespace serhost::model
