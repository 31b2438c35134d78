// One fault: how it is made, what the user sees, how the program ends, and what to do.
// docs/troubleshooting.md and the tests both come from these rows alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "end_to_end/process.hpp"

namespace faults {

using end_to_end::Finished;
using end_to_end::Scratch;

struct Row {
  std::string name;  ///< of the test, CamelCase
  std::string what;  ///< heading of the page: what is wrong
  std::string sees;  ///< the message's first line, or first lines; the folder taken out; * stands
                     ///< for any text
  int status = 0;
  std::string advice;  ///< what to do, in a sentence or two

  std::function<void(const Scratch&)> make =
      {};  ///< makes it, in a folder that holds e.toml and a small good corpus `data`
  std::vector<std::string> command = {"check", "e.toml"};
  end_to_end::Environment environment = {};
  void (*before)() = nullptr;  ///< called in the new process, before the program
};

/// For Row::before: takes root's right to open what is closed to all. Others never had it.
void drop_power();

struct Group {
  std::string title, intro;
  std::vector<Row> rows;
};

Group audio();
Group during_runs();
Group texts();
Group lists();
Group components();
Group directories();
Group usage();

/// In the order of the page.
inline std::vector<Group> groups() {
  return {audio(), lists(), texts(), components(), during_runs(), directories(), usage()};
}

}  // namespace faults
