// A process that becomes another program ends with that one's status. The functions of these names
// stand before the C library's, as in exit_watch.cpp; what has been forked before goes on to them,
// and whatever comes from elsewhere than a plugin. Nothing is looked up or allocated on the way:
// between fork and exec neither may be done.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdarg>
#include <cstddef>

#include "cli/exit_watch.hpp"
#include "host/exit_trap.hpp"

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they have their own

namespace serhost::cli {
namespace {

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

using Words = char* const*;

/// The C library's.
struct Replacements {
  decltype(::execve)* execve = next<decltype(::execve)>("execve");
  decltype(::execvpe)* execvpe = next<decltype(::execvpe)>("execvpe");
  decltype(::fexecve)* fexecve = next<decltype(::fexecve)>("fexecve");
  decltype(::execveat)* execveat = next<decltype(::execveat)>("execveat");
  decltype(::daemon)* daemon = next<decltype(::daemon)>("daemon");
};

const Replacements& real() {
  static const Replacements found;
  return found;
}

}  // namespace

void watch_replacements() { real(); }

}  // namespace serhost::cli

using serhost::cli::real;
using serhost::host::refuse_exit_of_plugin;
using serhost::host::refuse_replacement;

// Words up to a null, behind `first`, as an array on the stack; `list` then stands behind the null.
#define SERHOST_WORDS_OF(list, words, first)                                         \
  std::va_list list;                                                                 \
  va_start(list, first);                                                             \
  std::size_t count = 1;                                                             \
  if ((first) != nullptr)                                                            \
    while (va_arg(list, char*) != nullptr) ++count;                                  \
  va_end(list);                                                                      \
  auto** words = static_cast<char**>(__builtin_alloca((count + 1) * sizeof(char*))); \
  words[0] = const_cast<char*>(first);                                               \
  va_start(list, first);                                                             \
  for (std::size_t i = 1; i <= count && (first) != nullptr; ++i) words[i] = va_arg(list, char*)

extern "C" {

[[gnu::visibility("default")]] int execve(const char* path, char* const* words,
                                          char* const* environment) noexcept {
  refuse_replacement(__builtin_return_address(0), "execve");
  return real().execve(path, words, environment);
}

[[gnu::visibility("default")]] int execv(const char* path, char* const* words) noexcept {
  refuse_replacement(__builtin_return_address(0), "execv");
  return real().execve(path, words, ::environ);
}

[[gnu::visibility("default")]] int execvp(const char* file, char* const* words) noexcept {
  refuse_replacement(__builtin_return_address(0), "execvp");
  return real().execvpe(file, words, ::environ);
}

[[gnu::visibility("default")]] int execvpe(const char* file, char* const* words,
                                           char* const* environment) noexcept {
  refuse_replacement(__builtin_return_address(0), "execvpe");
  return real().execvpe(file, words, environment);
}

[[gnu::visibility("default")]] int fexecve(int descriptor, char* const* words,
                                           char* const* environment) noexcept {
  refuse_replacement(__builtin_return_address(0), "fexecve");
  return real().fexecve(descriptor, words, environment);
}

[[gnu::visibility("default")]] int execveat(int folder, const char* path, char* const* words,
                                            char* const* environment, int flags) noexcept {
  refuse_replacement(__builtin_return_address(0), "execveat");
  return real().execveat(folder, path, words, environment, flags);
}

[[gnu::visibility("default")]] int execl(const char* path, const char* first, ...) noexcept {
  refuse_replacement(__builtin_return_address(0), "execl");
  SERHOST_WORDS_OF(list, words, first);
  va_end(list);
  return real().execve(path, words, ::environ);
}

[[gnu::visibility("default")]] int execlp(const char* file, const char* first, ...) noexcept {
  refuse_replacement(__builtin_return_address(0), "execlp");
  SERHOST_WORDS_OF(list, words, first);
  va_end(list);
  return real().execvpe(file, words, ::environ);
}

[[gnu::visibility("default")]] int execle(const char* path, const char* first, ...) noexcept {
  refuse_replacement(__builtin_return_address(0), "execle");
  SERHOST_WORDS_OF(list, words, first);
  auto* const* const environment = va_arg(list, char* const*);
  va_end(list);
  return real().execve(path, words, environment);
}

/// It forks, and the process that called it ends with 0.
[[gnu::visibility("default")]] int daemon(int stay, int keep) noexcept {
  refuse_exit_of_plugin(__builtin_return_address(0), "daemon");
  return real().daemon(stay, keep);
}

}  // extern "C"

#else

namespace serhost::cli {
void watch_replacements() {}
}  // namespace serhost::cli

#endif
