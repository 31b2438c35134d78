// Finds the runs that the arguments of a report name.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "run/evaluated_run.hpp"

namespace serhost::app {

struct FoundRuns {
  std::vector<run::EvaluatedRun> runs;
  std::string sweep;                ///< the name of the one sweep that all are of, or ""
  std::vector<std::string> axes{};  ///< of that sweep, in the order of its file
  std::vector<std::string>
      warnings;  ///< sentences: what was left out, and ledgers that contradict each other
};

/// An argument is the folder of a run, the folder of a sweep or a ledger of one, or a folder with
/// such below it. Of sweeps the cells that are done count, each once, whatever the number of
/// ledgers; tuned cells as put together from their trials. With the keys of the resolved
/// experiments and the cells' values on the sweep's axes. Throws Error: missing where there is
/// nothing, failed for a run that was named and is not finished.
FoundRuns runs_of(const std::vector<std::string>& arguments);

/// One run as reports and comparisons take it: finished, with its keys, and with today's signature
/// where the record is older and its files say enough.
run::EvaluatedRun compared_run(const std::filesystem::path& folder);
/// The same of a folder whose run.json has been read.
run::EvaluatedRun compared_run(run::Run run, const std::filesystem::path& folder);

}  // namespace serhost::app
