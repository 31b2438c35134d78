// Loads libraries; the only file that includes Boost.DLL. Binding is immediate (rtld_now): with
// lazy binding, which is Boost's default, a missing symbol would end the process in the middle of
// training instead of being refused here.
#include "host/library.hpp"

#define BOOST_DLL_USE_STD_FS
#include <cxxabi.h>
#include <dlfcn.h>

#include <boost/dll/shared_library.hpp>
#include <cstdlib>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/error.hpp"
#include "host/exit_trap.hpp"
#include "host/guard.hpp"
#include "host/library_hash.hpp"

namespace serhost::host {
namespace {

constexpr const char* kEntry = "serhost_plugin_components";

struct Loaded {
  boost::dll::shared_library library;
  std::string fault;  ///< why nobody knows what was loaded, or empty
};

/// Leaked on purpose: the autograd graph, a shared_ptr's deleter or an exception may point into a
/// plugin until the very end of the process, so no plugin is ever unloaded.
std::map<std::filesystem::path, Loaded>& libraries() {
  static auto* const all = new std::map<std::filesystem::path, Loaded>();
  return *all;
}

/// An exception of a library's constructor must not pass the linker, which would keep its lock: it
/// ends the program here. The header says that dlopen throws nothing; a compiler that believes it
/// lets the exception pass or not as it happens to inline.
void* open_library(const std::filesystem::path& file) noexcept {
  void* (*const volatile open)(const char*, int) = ::dlopen;
  return open(file.c_str(), RTLD_NOW | RTLD_LOCAL);
}

Loaded load(const std::filesystem::path& file) {
  Loaded out;
  std::optional<FileState> before;
  try {
    before = state_of(file);
  } catch (const Error&) {
    // the linker says what is wrong with it
  }
  const auto code = mapped_code();
  const Callee callee{"a constructor", file.string()};
  void* opened = nullptr;
  {
    const Calling calling(callee, "loading");
    opened = open_library(file);
  }
  if (opened == nullptr) {
    const char* const why = ::dlerror();
    throw PluginError(explain_link_error(why == nullptr ? "" : why, file));
  }
  try {
    out.library.load(file, boost::dll::load_mode::rtld_now);
  } catch (const std::exception& error) {
    throw PluginError(explain_link_error(error.what(), file));
  }
  trap_exits(file, code);
  try {
    agree_on_loaded(file, before.value_or(FileState{}));
  } catch (const Error& error) { out.fault = error.what(); }
  return out;
}

std::string demangled(const std::string& symbol) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> name(
      abi::__cxa_demangle(symbol.c_str(), nullptr, nullptr, &status), std::free);
  return status == 0 && name ? name.get() : symbol;
}

std::string between(const std::string& text, std::string_view before, std::string_view stops) {
  const auto at = text.find(before);
  if (at == std::string::npos) return "";
  const auto begin = at + before.size();
  return text.substr(begin, text.find_first_of(stops, begin) - begin);
}

}  // namespace

std::string explain_link_error(const std::string& message, const std::filesystem::path& file) {
  // Boost wraps what dlerror said: "... (dlerror system message: TEXT): Bad file descriptor".
  auto text = message;
  if (const auto at = text.find("dlerror system message: "); at != std::string::npos) {
    text = text.substr(at + std::string_view("dlerror system message: ").size());
    if (const auto end = text.rfind("): "); end != std::string::npos) text.resize(end);
    else if (!text.empty() && text.back() == ')') text.pop_back();
  }
  text = text.substr(0, text.find('\n'));
  if (const auto symbol = between(text, "undefined symbol: ", " ,"); !symbol.empty()) {
    return "needs " + demangled(symbol) +
           ", which this host does not have; rebuild it here: serhost build <folder>";
  }
  if (const auto end = text.find(": cannot open shared object file");
      end != std::string::npos && text.compare(0, end, file.string()) != 0) {
    return "needs the library " + text.substr(0, end) +
           ", which was not found; install it, or add its folder to LD_LIBRARY_PATH";
  }
  if (const auto version = between(text, "version `", "'");
      !version.empty() && text.find("not found") != std::string::npos) {
    return "needs version " + version +
           " of a system library, which this machine does not have; rebuild it here: serhost build "
           "<folder>";
  }
  if (text.starts_with(file.string() + ": ")) text = text.substr(file.string().size() + 2);
  return "could not be loaded: " + text;
}

const Component* load_library(const std::filesystem::path& file) {
  static std::mutex guard;
  const std::lock_guard lock(guard);
  auto& all = libraries();
  auto place = all.find(file);
  if (place == all.end()) place = all.emplace(file, load(file)).first;
  if (!place->second.fault.empty()) throw PluginError(place->second.fault);
  const auto& library = place->second.library;
  if (!library.has(kEntry)) {
    throw PluginError("has no entry point " + std::string(kEntry) +
                      "; add SERHOST_PLUGIN(); once to one of its sources");
  }
  return library.get<const Component*()>(kEntry)();
}

}  // namespace serhost::host
