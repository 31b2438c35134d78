// serhost sweep: a grid of experiments that can be stopped, killed, shared out and started again.
#include "sweep/sweep.hpp"

#include <unistd.h>

#include <charconv>
#include <iostream>
#include <map>
#include <set>

#include "app/experiment_check.hpp"
#include "app/external.hpp"
#include "app/paper_layout.hpp"
#include "app/smoke.hpp"
#include "app/sweep_check.hpp"
#include "app/sweep_runner.hpp"
#include "base/error.hpp"
#include "base/progress.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/option_values.hpp"
#include "cli/progress.hpp"
#include "cli/stop_request.hpp"
#include "cli/sweep_plan.hpp"
#include "cli/terminal.hpp"
#include "config/load.hpp"
#include "run/validation.hpp"
#include "sweep/merged.hpp"

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

std::filesystem::path folder_of(const Parsed& parsed, const sweep::Sweep& sweep) {
  return parsed.path("out").value_or(std::filesystem::path("runs") / sweep.name);
}

/// runs/<name>_smoke, known before the sweep has been read: what is made up goes below it.
std::filesystem::path smoke_folder(const Parsed& parsed) {
  return parsed.path("out").value_or(
      std::filesystem::path("runs") /
      (std::filesystem::path(parsed.positional[0]).stem().string() + "_smoke"));
}

constexpr char kMadeUp[] =
    "smoke test: made-up clips and small random encoders, so that the values say nothing";

/// The tables of the paper, on the screen and as files.
void print_paper(const std::vector<report::PaperLayout>& layouts, const std::string& title,
                 bool smoke, const std::filesystem::path& folder) {
  if (layouts.empty()) return;
  const auto document = app::paper_document(layouts, title, smoke ? kMadeUp : "", folder);
  app::write_paper(document, folder);
  std::cout << report::markdown_of(document) << "\n"
            << "the same as a page, LaTeX and CSV: " << printable_lines(folder.string())
            << "/paper.html, .tex, .csv\n";
}

/// The cells that the ledgers of the sweep's folder call done; none where it has not begun.
std::set<std::string> done_cells(const std::filesystem::path& folder) {
  std::set<std::string> out;
  if (!std::filesystem::is_directory(folder)) return out;
  std::vector<sweep::LedgerContent> ledgers;
  for (const auto& file : sweep::ledgers_in(folder)) ledgers.push_back(sweep::read_ledger(file));
  if (ledgers.empty()) return out;
  for (const auto& entry : sweep::merge(ledgers).entries) {
    if (entry.status == Status::done) out.insert(entry.id);
  }
  return out;
}

void warn(const sweep::Sweep& swept) {
  for (const auto& note : swept.notes) std::cerr << "warning: " << printable_lines(note) << "\n";
}

/// Cell by cell: what is listed costs time, but no memory.
int dry_run(const Parsed& parsed) {
  Faults unread, found;
  app::CellCheck check(parsed.globals, app::registry_of(parsed.globals), found);
  std::set<std::string> done;
  PlanTable table;
  ProgressDisplay display(parsed.globals);
  Progress progress{.stage = "checked", .done = 0, .total = 0, .unit = "cells"};
  const bool shows = is_terminal(STDOUT_FILENO);  // the table is then progress enough
  const auto swept = sweep::stream_sweep(
      parsed.positional[0], parsed.overrides(), config::finder(check.registry()), unread,
      [&](const sweep::Sweep& sweep, const sweep::Cell& cell) {
        if (unread.empty()) check.check(cell);
        if (progress.done == 0) done = done_cells(folder_of(parsed, sweep));
        if (unread.empty() && found.empty()) table.add(sweep, cell, done.contains(cell.id));
        ++progress.done;
        progress.total = static_cast<std::int64_t>(sweep.planned);
        if (!shows) display.progress(progress);
      });
  app::paper_layouts(swept, unread);
  unread.throw_if_any();
  warn(swept);
  found.throw_if_any();
  table.end(swept);
  return 0;
}

/// The best cell by its validation parts, and what shows all of them.
void print_best(const std::vector<sweep::Entry>& entries, const std::string& figure,
                const std::string& folder) {
  const sweep::Entry* best = nullptr;
  for (const auto& entry : entries) {
    if (entry.status != Status::done || !entry.validation) continue;
    if (best == nullptr || run::is_better(*entry.validation, *best->validation, figure))
      best = &entry;
  }
  if (best != nullptr)
    std::cout << "best on validation: " << printable_lines(best->id) << ", "
              << fmt::format("{} {:.3f}", figure, *best->validation) << "\n";
  if (std::any_of(entries.begin(), entries.end(),
                  [](const auto& entry) { return entry.status == Status::done; }))
    std::cout << "tables and figures: serhost report " << printable_lines(app::shell_text({folder}))
              << "\n";
}

int print_end(const std::vector<sweep::Entry>& entries, const std::string& figure,
              const std::string& folder) {
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
  print_best(entries, figure, folder);
  if (counts[Status::failed] > 0) std::cout << "run the failed cells again: --retry-failed\n";
  return counts[Status::failed] > 0 ? static_cast<int>(Exit::failed) : 0;
}

}  // namespace

int sweep_command(std::vector<std::string> arguments) {
  const Options options = {
      override_option("every cell"),
      {.name = "out", .help = "the sweep's folder (default: runs/<name>)", .value = "DIR"},
      {.name = "dry-run", .help = "list and check the cells, and run nothing"},
      {.name = "shard", .help = "run as process I of N that share the cells", .value = "I/N"},
      {.name = "smoke",
       .help = "run it all in minutes, on made-up corpora and small random encoders"},
      {.name = "retry-failed", .help = "run the failed cells again"},
      {.name = "device", .help = "auto, cpu, cuda or cuda:N, for every cell", .value = "D"},
      {.name = "max-time",
       .help = "stop after this time (90s, 10m, 2h) with exit status 75",
       .value = "T"}};
  const auto parsed = parse("sweep", arguments, options, 1, 1);
  if (parsed.help) return 0;
  const auto shard = parsed.has("shard") ? shard_from(parsed.text("shard")) : app::Shard{};
  StopRequest stop(max_time(parsed.find("max-time")));

  const bool smoke = parsed.has("smoke");
  if (smoke && parsed.has("dry-run"))
    throw UsageError("--smoke runs what --dry-run only lists; take one of them away");
  if (parsed.has("dry-run")) return dry_run(parsed);
  Faults faults;
  const auto registry = app::registry_of(parsed.globals);
  sweep::Alter alter;
  if (smoke) alter = app::Smoke(registry, smoke_folder(parsed) / ".made");
  const auto swept = sweep::read_sweep(parsed.positional[0], parsed.overrides(),
                                       config::finder(registry), faults, alter);
  const auto layouts = app::paper_layouts(swept, faults);
  faults.throw_if_any();
  warn(swept);
  const auto folder = smoke ? smoke_folder(parsed) : folder_of(parsed, swept);
  ProgressDisplay display(parsed.globals);
  app::SweepRunner runner(swept, folder, shard, app::cells_in_processes(parsed.globals), display);
  if (parsed.has("retry-failed")) runner.retry_failed();
  stop.save_first();
  runner.run([&] { return stop.asked(); });
  const auto entries = runner.entries();
  const auto is_done = [](const auto& entry) { return entry.status == Status::done; };
  if (std::any_of(entries.begin(), entries.end(), is_done))
    print_paper(layouts, swept.name, smoke, folder);
  return print_end(entries, runner.figure(), folder.string());
}

}  // namespace serhost::cli
