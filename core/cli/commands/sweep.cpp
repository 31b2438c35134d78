// serhost sweep: a grid of experiments that can be stopped, killed, shared out and started again.
#include "sweep/sweep.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <map>
#include <set>

#include "app/experiment_check.hpp"
#include "app/sweep_check.hpp"
#include "app/sweep_runner.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"
#include "cli/terminal.hpp"
#include "config/load.hpp"

namespace serhost::cli {
namespace {

using sweep::Status;

/// "2/8".
app::Shard shard_from(const std::string& text) {
  app::Shard shard;
  const auto slash = text.find('/');
  const auto number = [&](std::size_t begin, std::size_t end, std::int64_t& to) {
    const auto read = std::from_chars(text.data() + begin, text.data() + end, to);
    return read.ec == std::errc() && read.ptr == text.data() + end;
  };
  constexpr std::int64_t kMost = 100'000;
  const bool right = slash != std::string::npos && number(0, slash, shard.number) &&
                     number(slash + 1, text.size(), shard.of);
  if (!right || shard.number < 1 || shard.of > kMost || shard.number > shard.of) {
    throw UsageError("--shard is '" + text + "', but must be I/N with I from 1 to N, as in 2/8");
  }
  return shard;
}

void print_plan(const sweep::Sweep& sweep) {
  std::vector<std::vector<std::string>> rows = {{"cell"}};
  rows[0].insert(rows[0].end(), sweep.axes.begin(), sweep.axes.end());
  rows[0].emplace_back("");
  std::size_t excluded = 0;
  for (const auto& cell : sweep.cells) {
    auto& row = rows.emplace_back(std::vector<std::string>{cell.id});
    std::vector<std::string> rest;
    for (std::size_t i = 0; i < cell.overrides.size(); ++i) {
      const auto& [axis, value] = cell.overrides[i];
      if (i < sweep.axes.size()) row.push_back(value);
      else rest.push_back(axis + " = " + value);
    }
    row.push_back(cell.excluded.empty() ? join(rest, ", ") : cell.excluded);
    excluded += cell.excluded.empty() ? 0 : 1;
  }
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += fmt::format("{:<{}}  ", row[i], widths[i]);
    std::cout << printable_lines(trim(line)) << "\n";
  }
  std::cout << "\n"
            << printable_lines(sweep.name) << ": "
            << count_of(sweep.cells.size() - excluded, "cell") << " to run";
  if (excluded > 0) std::cout << ", " << excluded << " excluded";
  if (sweep.trials > 0)
    std::cout << "; " << count_of(static_cast<std::size_t>(sweep.trials), "trial")
              << " for every cell of the grid";
  std::cout << "\n";
}

int print_end(const std::vector<sweep::Entry>& entries, const std::string& folder) {
  std::map<Status, std::size_t> counts;
  for (const auto& entry : entries) ++counts[entry.status];
  std::cout << printable_lines(folder) << ": " << counts[Status::done] << " done, "
            << counts[Status::failed] << " failed, " << counts[Status::skipped] << " skipped\n";
  std::map<std::string, std::size_t> held;
  for (const auto& entry : entries) {
    if (entry.status == Status::skipped && entry.reason.starts_with("claimed by "))
      ++held[entry.reason];
    if (entry.status != Status::failed) continue;
    const auto reason = entry.reason.substr(0, entry.reason.find('\n'));
    std::cout << "failed: " << printable_lines(entry.id) << ": " << printable_lines(reason) << "\n";
  }
  for (const auto& [reason, count] : held)
    std::cout << count_of(count, "cell") << " " << printable_lines(reason) << "\n";
  if (counts[Status::failed] > 0) std::cout << "run the failed cells again: --retry-failed\n";
  return counts[Status::failed] > 0 ? static_cast<int>(Exit::failed) : 0;
}

}  // namespace

int sweep_command(std::vector<std::string> arguments) {
  const Options options = {
      {.name = "set",
       .help = "override one key of every cell (repeatable)",
       .value = "KEY=VALUE",
       .letter = 's',
       .repeatable = true},
      {.name = "out", .help = "the sweep's folder (default: runs/<name>)", .value = "DIR"},
      {.name = "dry-run", .help = "list and check the cells, and run nothing"},
      {.name = "shard", .help = "run as process I of N that share the cells", .value = "I/N"},
      {.name = "retry-failed", .help = "run the failed cells again"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N, for every cell", .value = "D"},
      {.name = "max-time",
       .help = "stop after this time (90s, 10m, 2h) with exit status 75",
       .value = "T"}};
  const auto parsed = parse("sweep", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto shard = parsed.has("shard") ? shard_from(parsed.text("shard")) : app::Shard{};
  StopRequest stop(max_time(parsed.find("max-time")));

  Faults faults;
  app::Prepared prepared{
      .registry = app::registry_of(parsed.globals), .experiment = {}, .manifest = {}, .folds = {}};
  const auto swept = sweep::read_sweep(parsed.positional[0], parsed.overrides(),
                                       config::finder(prepared.registry), faults);
  faults.throw_if_any();
  for (const auto& note : swept.notes) std::cerr << "warning: " << printable_lines(note) << "\n";
  if (parsed.has("dry-run")) {
    app::check_cells(parsed.globals, prepared, swept, faults);
    faults.throw_if_any();
    print_plan(swept);
    return 0;
  }
  const auto folder = parsed.path("out").value_or(std::filesystem::path("runs") / swept.name);
  ProgressDisplay display(parsed.globals);
  app::SweepRunner runner(swept, folder, shard, app::cells_in_processes(parsed.globals), display);
  if (parsed.has("retry-failed")) runner.retry_failed();
  stop.save_first();
  runner.run([&] { return stop.asked(); });
  return print_end(runner.entries(), folder.string());
}

}  // namespace serhost::cli
