// Starts other programs with standard output joined to standard error.
#include "app/external.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "app/build_environment.hpp"
#include "base/child_process.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "host/interruption.hpp"

namespace serhost::app {
namespace {

struct Descriptor {
  int number;
  explicit Descriptor(int open) : number(open) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
};

int open_or_throw(const std::filesystem::path& file, int flags) {
  const int opened = ::open(file.c_str(), flags | O_CLOEXEC, 0666);
  if (opened < 0) throw Error(Exit::cannot_create, file.string() + ": " + std::strerror(errno));
  return opened;
}

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
  ChildSettings settings;
  settings.arguments = arguments;
  settings.environment = build_environment(options.foreign_home);
  settings.out = STDERR_FILENO;
  const Descriptor log(logged ? open_or_throw(options.log, O_WRONLY | O_CREAT | O_APPEND) : -1);
  if (logged) settings.out = settings.err = log.number;
  // One's own build belongs to the terminal, whose Ctrl-C lets ninja clean up.
  settings.own_group = options.foreign_home.has_value();
  settings.dies_by = options.foreign_home ? SIGKILL : SIGTERM;
  const Descriptor nothing(options.foreign_home ? open_or_throw("/dev/null", O_RDONLY) : -1);
  settings.in = nothing.number;
  settings.no_network = options.foreign_home && can_cut_network();
  auto held = std::make_optional<host::InterruptionsHeld>();
  ChildProcess child(settings);
  std::optional<host::KilledWithUs> group;
  if (settings.own_group && child.started()) group.emplace(child.id());
  held.reset();
  if (!child.started()) {
    throw Error(Exit::unavailable, "cannot start " + arguments[0] + ": " +
                                       std::strerror(child.reason()) +
                                       "; install it, or put it on PATH");
  }
  const int status = exit_status_of(child.wait());
  if (logged && status != 0 && options.say) options.say(last_lines(options.log, 40));
  return status;
}

}  // namespace serhost::app
