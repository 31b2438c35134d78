// serhost view: a page on this machine over finished and running runs.
#include <charconv>
#include <csignal>
#include <iostream>

#include "base/error.hpp"
#include "base/folders.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "view/site.hpp"

namespace serhost::cli {
namespace {

std::uint16_t port_of(const Parsed& parsed) {
  if (!parsed.has("port")) return 0;
  const auto text = parsed.text("port");
  std::uint16_t port = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (failed != std::errc() || end != text.data() + text.size() || port == 0)
    throw UsageError("--port is '" + text + "', but must be a number from 1 to 65535");
  return port;
}

sigset_t ending_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGQUIT}) sigaddset(&signals, signal);
  return signals;
}

/// Until somebody ends it.
void wait_for_signal() {
  const auto signals = ending_signals();
  int received = 0;
  sigwait(&signals, &received);
}

}  // namespace

int view_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "port", .help = "listen on this port (default: one that is free)", .value = "N"}};
  const auto parsed = parse("view", arguments, options, 1, 1000);
  if (parsed.help) return 0;
  std::vector<std::filesystem::path> folders;
  for (const auto& text : parsed.positional) {
    folders.push_back(folder_path(text));
    if (!std::filesystem::is_directory(folders.back()))
      throw Error(Exit::missing, text + ": there is no such folder");
  }
  // Before the server has threads, so that the signals come here.
  const auto signals = ending_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  view::Site site(parsed.globals, std::move(folders));
  const view::LocalServer server(
      port_of(parsed), [&](const view::Request& request) { return site.answer(request); });
  print("view: {}\n", server.url());
  flush_out();
  if (!parsed.globals.quiet)
    std::cerr << "open this address in a browser of this machine; Ctrl-C ends it\n";
  wait_for_signal();
  return 0;
}

}  // namespace serhost::cli
