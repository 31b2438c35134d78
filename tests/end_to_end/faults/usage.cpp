// The command line.
#include "end_to_end/faults/row.hpp"

namespace faults {

Group usage() {
  return {
      "The command line",
      "`serhost --help` and `serhost COMMAND --help` show commands and options.",
      {
          {"UnknownCommand",
           "A command that does not exist",
           "no command 'chekc'. Did you mean 'check'? *",
           64,
           "Correct the word.",
           {},
           {"chekc", "e.toml"}},
          {"UnknownOption",
           "An option that does not exist",
           "no option '--resum' of serhost run. Did you mean '--resume'? See serhost run --help",
           64,
           "Correct the word.",
           {},
           {"run", "e.toml", "--resum"}},
          {"NoArgument",
           "An argument that is missing",
           "usage: serhost check EXP.toml *\nfound 0 arguments",
           64,
           "Name the experiment.",
           {},
           {"check"}},
          {"BadTime",
           "An invalid time",
           "--max-time is 'soon', but must be a time such as 90s, 10m or 2h",
           64,
           "Write a number and a unit.",
           {},
           {"run", "e.toml", "--max-time", "soon"}},
          {"BadDevice",
           "An invalid device",
           "no device 'tpu'; known: auto, cpu, cuda, cuda:N",
           64,
           "Choose one of them.",
           {},
           {"run", "e.toml", "--device", "tpu"}},
          {"BadOverride",
           "An override without a value",
           "-s: found 'loss.gamma', but an override is key=value, as in -s loss.gamma=3",
           64,
           "Write key=value, in quotes if the shell would split it.",
           {},
           {"check", "e.toml", "-s", "loss.gamma"}},
          {"UnknownAction",
           "An action that does not exist",
           "no action 'verfy' of serhost data. Did you mean 'verify'? Known: stats, audit, verify, "
           "copies.",
           64,
           "Correct the word.",
           {},
           {"data", "verfy", "e.toml"}},
      }};
}

}  // namespace faults
