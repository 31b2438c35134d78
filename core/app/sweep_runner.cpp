// Claim, run, settle. What a cell's process does ends in the ledger before the next one begins.
#include "app/sweep_runner.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <map>
#include <thread>
#include <utility>

#include "app/remedy.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "metrics/registry.hpp"
#include "run/run.hpp"
#include "run/validation.hpp"
#include "sweep/cell_json.hpp"
#include "sweep/claims.hpp"
#include "sweep/merged.hpp"
#include "sweep/nested.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using sweep::Status;

std::string machine() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

std::string figure_of(const sweep::Sweep& sweep) {
  for (const auto& cell : sweep.cells) {
    if (cell.excluded.empty()) return cell.experiment.protocol.select;
  }
  return metrics::main_metric().name;
}

/// What stops every other cell, too: a full disk, no new processes, the end of the time.
bool ends_sweep(Exit exit) {
  return exit == Exit::io || exit == Exit::unavailable || exit == Exit::stopped;
}

/// A signal to a whole group of processes may reach the cell a moment earlier than this one.
bool comes_true(const std::function<bool()>& stop) {
  for (int i = 0; i < 10; ++i) {
    if (stop()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return false;
}

std::string of_shard(Shard shard) {
  return std::to_string(shard.number) + "-of-" + std::to_string(shard.of);
}

/// One process at a time is this shard. Returns where it shows that it works.
fs::path take_shard(const fs::path& folder, Shard shard, FileLock& lock) {
  const auto name = ".lock-" + of_shard(shard);
  if (!lock.take(folder / name)) {
    throw RemediableError(Exit::cannot_create,
                          folder.string() + ": this sweep" +
                              (shard.of > 1 ? "'s shard " + std::to_string(shard.number) : "") +
                              " is running already; wait for it",
                          Remedy::or_other_folder);
  }
  return folder / (".running-" + of_shard(shard));
}

/// The ledger's file, in a folder that says what it is of.
fs::path begin_shard(const fs::path& folder, const sweep::Sweep& swept, Shard shard) {
  replace_file(folder / "sweep.toml", read_file(swept.file));
  return folder / sweep::ledger_name(shard.number, shard.of);
}

/// First the lock, then the question whether there is one: as arguments of one call they would come
/// in any order.
ShardPresence present_in(const fs::path& folder, Shard shard, FileLock& lock) {
  const auto taken = take_shard(folder, shard, lock);
  return {taken, machine(), lock.warning().empty()};
}

}  // namespace

SweepRunner::SweepRunner(const sweep::Sweep& swept, fs::path folder, Shard shard, StartCell start,
                         RunObserver& observer)
    : sweep_(swept),
      folder_(take_sweep_folder(std::move(folder))),
      shard_(shard),
      presence_(present_in(folder_, shard, lock_)),
      ledger_(begin_shard(folder_, swept, shard), {.id = "",
                                                   .sweep = swept.name,
                                                   .shard = shard.number,
                                                   .shards = shard.of,
                                                   .machine = machine(),
                                                   .axes = swept.axes,
                                                   .figure = figure_of(swept)}),
      owner_(fmt::format("{} shard {}/{} on {}", ledger_.facts().id, shard.number, shard.of,
                         ledger_.facts().machine)),
      start_(std::move(start)),
      observer_(observer),
      figure_(figure_of(swept)),
      progress_(swept.cells.size(), figure_, observer) {
  if (!lock_.warning().empty()) observer_.log("warning: " + lock_.warning());
  ledger_.plan(sweep_.cells);
}

void SweepRunner::retry_failed() { ledger_.retry_failed(); }

std::vector<const sweep::Cell*> SweepRunner::queue() {
  std::map<std::string, Status> status;
  for (const auto& entry : ledger_.entries()) {
    status[entry.id] = entry.status;
    if (entry.status == Status::done && entry.validation)
      progress_.reached(entry.id, *entry.validation);
  }
  std::array<std::vector<const sweep::Cell*>, 3> order;
  std::size_t settled = 0;
  for (std::size_t i = 0; i < sweep_.cells.size(); ++i) {
    const auto& cell = sweep_.cells[i];
    const bool own = static_cast<std::int64_t>(i) % shard_.of == shard_.number - 1;
    if (status[cell.id] == Status::running) order[0].push_back(&cell);
    else if (status[cell.id] != Status::planned) ++settled;
    else order[own ? 1 : 2].push_back(&cell);
  }
  progress_.begin(settled);
  std::vector<const sweep::Cell*> out;
  for (const auto& part : order) out.insert(out.end(), part.begin(), part.end());
  return out;
}

void SweepRunner::run(const std::function<bool()>& stop) {
  for (const auto* cell : queue()) {
    presence_.beat();
    if (stop())
      throw RemediableError(Exit::stopped, "stopped; finished work is kept in " + folder_.string(),
                            Remedy::repeat);
    try {
      if (sweep::claim(folder_ / "claims", cell->id, owner_)) run_cell(*cell, stop);
      else leave_to_other(*cell);
    } catch (const Error& error) {
      if (ends_sweep(error.exit())) throw;
      fail(*cell, error.what(), 0.0);
    }
  }
  if (sweep_.trials > 0) select_tuned();
}

void SweepRunner::leave_to_other(const sweep::Cell& cell) {
  const auto other = sweep::owner_of(folder_ / "claims", cell.id).value_or("another process");
  ledger_.skip(cell.id, "claimed by " + other.substr(other.find(' ') + 1));
  progress_.skip();
}

void SweepRunner::fail(const sweep::Cell& cell, const std::string& why, double seconds) {
  const auto reason = valid_utf8(why);  // a plugin's bytes may be anything
  ledger_.fail(cell.id, seconds, reason);
  progress_.ended(cell.id, "failed: " + reason, seconds);
}

void SweepRunner::select_tuned() {
  std::vector<sweep::LedgerContent> ledgers;
  for (const auto& file : sweep::ledgers_in(folder_)) ledgers.push_back(sweep::read_ledger(file));
  std::map<std::string, sweep::Entry> became;
  for (auto& entry : sweep::merge(ledgers).entries) became[entry.id] = std::move(entry);
  std::map<std::string, std::vector<const sweep::Cell*>> groups;
  for (const auto& cell : sweep_.cells) {
    if (cell.trial > 0) groups[cell.group].push_back(&cell);
  }
  for (const auto& [group, cells] : groups) {
    std::vector<sweep::Trial> done;
    bool settled = true;
    for (const auto* cell : cells) {
      const auto& entry = became[cell->id];
      settled = settled && (entry.status == Status::done || entry.status == Status::failed);
      if (entry.status == Status::done) done.push_back({cell->trial, cell->id, entry.run});
    }
    const auto run = folder_ / "cells" / group;
    if (!settled || done.empty() || selected_among(run) == done.size() ||
        !sweep::claim(folder_ / "claims", group, owner_))
      continue;
    try {
      const auto chosen = sweep::select_nested(done, sweep_.trials, group, run);
      sweep::write_tuned_json(sweep_, cells, done.size(), chosen, run);
      observer_.log(group + ": hyper-parameters chosen on validation parts among " +
                    count_of(done.size(), "trial"));
    } catch (const Error& error) {
      if (ends_sweep(error.exit())) throw;
      observer_.log("warning: " + group + ": no hyper-parameters could be chosen: " + error.what());
    }
  }
}

void SweepRunner::run_cell(const sweep::Cell& cell, const std::function<bool()>& stop) {
  const auto files = files_of(folder_, cell);
  prepare_cell(folder_, files, sweep_, cell);
  ledger_.start(cell.id, files.run.string());
  const auto begin = std::chrono::steady_clock::now();
  int status = 0;
  try {
    status = wait_for(cell, files, stop);
  } catch (const Error& error) {
    if (ends_sweep(error.exit())) ledger_.pause(cell.id, 0.0);
    throw;
  }
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
  // A process so young that it knew no signals yet was ended by the one that asks it to stop.
  const bool stops = status == static_cast<int>(Exit::stopped) || status == 128 + SIGTERM;
  settle(cell, files, status, stops && comes_true(stop), spent.count());
  std::error_code none;
  if (fs::is_empty(files.errors, none)) fs::remove(files.errors, none);
}

int SweepRunner::wait_for(const sweep::Cell& cell, const CellFiles& files,
                          const std::function<bool()>& stop) {
  const CellJob job{.experiment = files.experiment,
                    .folder = folder_ / files.run,
                    .log = files.log,
                    .errors = files.errors};
  // A sweep that was killed a moment ago may have left a process that the system is still taking
  // down and that holds the folder.
  constexpr int kTries = 20, kInUse = static_cast<int>(Exit::cannot_create);
  std::optional<int> status;
  for (int i = 0; i < kTries && (!status || *status == kInUse); ++i) {
    const auto run = start_(job);
    for (status.reset(); !status; status = run->wait(500)) {
      presence_.beat();
      if (stop()) run->stop();
      progress_.running(cell.id, last_line(files.log));
    }
    if (*status == kInUse) std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  return *status;
}

void SweepRunner::settle(const sweep::Cell& cell, const CellFiles& files, int status, bool stopped,
                         double seconds) {
  if (stopped) {
    ledger_.pause(cell.id, seconds);
    throw RemediableError(
        Exit::stopped, "stopped in " + cell.id + "; finished work is kept in " + folder_.string(),
        Remedy::repeat);
  }
  if (status == static_cast<int>(Exit::io)) {
    ledger_.pause(cell.id, seconds);  // every other cell would end the same way
    throw RemediableError(Exit::io,
                          reason_of(status, files.errors) + "\nthe sweep stops in " + cell.id,
                          Remedy::repeat_afterwards);
  }
  if (status != static_cast<int>(Exit::ok))
    return fail(cell, reason_of(status, files.errors), seconds);
  const auto run = folder_ / files.run;
  std::optional<double> validation;
  try {
    validation = finish(cell, run, seconds);
  } catch (const Error& error) {
    if (ends_sweep(error.exit())) throw;
    return fail(cell, error.what(), seconds);
  }
  if (validation) progress_.reached(cell.id, *validation);
  progress_.ended(
      cell.id,
      validation ? fmt::format("done, validation {} {:.3f}", figure_, *validation) : "done",
      seconds);
}

std::optional<double> SweepRunner::finish(const sweep::Cell& cell, const fs::path& run,
                                          double seconds) {
  const auto record = run::read_run(run);
  if (!record.is_finished()) {
    throw Error(Exit::damaged, (run / "run.json").string() +
                                   ": the run ended with status 0, but is not finished; a plugin "
                                   "that ends the process is the usual cause");
  }
  const auto validation = run::validation_of(record);
  sweep::write_cell_json(sweep_, cell, run);
  ledger_.finish(cell.id, seconds, validation, sha256_of_file(run / "predictions.csv"));
  return validation;
}

}  // namespace serhost::app
