// Starts other programs by posix_spawn, with standard output joined to standard error.
#include "app/external.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <unistd.h>

#include <cstring>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"

extern char** environ;

namespace serhost::app {
namespace {

/// The end of a log, for a failure that would otherwise say nothing.
std::string last_lines(const std::filesystem::path& log, std::size_t count) {
  const auto lines = split(read_file(log), '\n');
  const auto first = lines.size() > count ? lines.size() - count : 0;
  return join(std::span(lines).subspan(first), "\n");
}

}  // namespace

std::string shell_text(const std::vector<std::string>& arguments) {
  static constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%";
  std::string out;
  for (const auto& argument : arguments) {
    if (!out.empty()) out += ' ';
    if (!argument.empty() && argument.find_first_not_of(kPlain) == std::string::npos) {
      out += argument;
      continue;
    }
    out += '\'';
    for (const char c : argument) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    out += '\'';
  }
  return out;
}

int run_external(const std::vector<std::string>& arguments, const ExternalOptions& options) {
  SERHOST_CHECK(!arguments.empty());
  const bool logged = !options.log.empty();
  if (!logged && options.say) options.say("$ " + shell_text(arguments));
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (logged) {
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, options.log.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0666);
  }
  posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  const auto words = words_of(arguments);
  pid_t child = 0;
  const int failed = ::posix_spawnp(&child, words[0], &actions, nullptr, words.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (failed != 0) {
    throw Error(Exit::unavailable, "cannot start " + arguments[0] + ": " + std::strerror(failed) +
                                       "; install it, or put it on PATH");
  }
  const int status = exit_status_of(wait_for_end(child));
  if (logged && status != 0 && options.say) options.say(last_lines(options.log, 40));
  return status;
}

}  // namespace serhost::app
