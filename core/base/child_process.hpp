// A program that was started, or a fork of this one: what the probe of plugins, the builds of
// projects and the cells of a sweep do alike. It dies with this process, and whatever it started
// ends with it where it has a process group of its own.
#pragma once

#include <sys/types.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace serhost {

struct ChildSettings {
  std::string program{};                 ///< a path; empty: arguments[0], looked for on PATH
  std::vector<std::string> arguments{};  ///< its words, its own name first
  /// In place of a program, in a fork of this process; what it returns is the exit status. Call it
  /// before threads are started.
  std::function<int()> instead{};
  std::optional<std::vector<std::string>> environment{};  ///< "NAME=VALUE"; left out: one's own
  int in = -1, out = -1, err = -1;  ///< descriptors that it gets as 0, 1 and 2; -1: one's own
  /// A group of its own does not get a terminal's Ctrl-C, and is killed as a whole.
  bool own_group = true;
  bool no_network = false;  ///< only where can_cut_network()
  bool no_core = false;     ///< no core file where it crashes
  int dies_by = 9;          ///< the signal that it gets when this process ends
};

class ChildProcess {
 public:
  explicit ChildProcess(const ChildSettings& settings);
  ~ChildProcess();  ///< kills what still runs
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  bool started() const { return started_; }
  int reason() const { return reason_; }  ///< errno where it could not be started

  /// What waitpid says of it once it has ended; what is left of its group is then killed.
  std::optional<int> ended();
  int wait();  ///< as `ended`, however long that takes

  void ask(int signal) const;  ///< sends it to the process alone
  void kill_all() const;       ///< ends it and its group at once
  pid_t id() const { return child_; }

 private:
  int collect();

  pid_t child_ = -1;
  int reason_ = 0;
  bool started_ = false, group_ = false;
};

/// Whether this system lets a program be started without a network; asked once.
bool can_cut_network();

}  // namespace serhost
