// The text of a report: runs laid out over two of their keys, in one of several formats.
#pragma once

#include <string>
#include <vector>

#include "app/report_inputs.hpp"
#include "app/session.hpp"
#include "report/grid.hpp"
#include "run/events.hpp"

namespace serhost::app {

enum class ReportFormat { html, csv, latex, markdown };

struct ReportJob {
  std::string title;
  report::GridOptions how{};
  ReportFormat format = ReportFormat::html;
  bool maps = false;    ///< also map the clips, which takes checkpoints and audio; only in HTML
  std::string table{};  ///< the name of the one table that is wanted; "": all of the report
  bool force = false;   ///< put scores that do not mean the same into one table, and say so
};

/// What a report of these runs is called: the sweep, the run, or the folder that was named.
std::string report_title(const FoundRuns& found, const std::vector<std::string>& arguments);

/// Throws RemediableError(failed) with the reasons why the scores cannot stand in one table, and
/// what maps_of throws.
std::string report_text(const Session& session, FoundRuns found, const ReportJob& job,
                        RunObserver& observer);

}  // namespace serhost::app
