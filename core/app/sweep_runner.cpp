// Cells that were begun come first, then this shard's own, then whatever nobody has claimed: a
// shard that is done helps the others.
#include "app/sweep_runner.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "app/run_process.hpp"
#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"
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
using namespace nlohmann::literals;

std::string machine() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "unknown";
}

/// Makes the folder; only an empty one or one of a sweep is taken.
fs::path taken(fs::path folder) {
  std::error_code none;
  if (fs::exists(folder) && !fs::is_directory(folder))
    throw Error(Exit::cannot_create,
                folder.string() + " is a file, but must be a folder; choose another with --out");
  make_directory(folder);
  const bool ours = fs::exists(folder / "sweep.toml", none);
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (ours || entry.path().filename().string().starts_with('.')) continue;
    throw Error(
        Exit::cannot_create,
        folder.string() + " holds something else than a sweep; choose another folder with --out");
  }
  return folder;
}

std::string figure_of(const sweep::Sweep& sweep) {
  for (const auto& cell : sweep.cells) {
    if (cell.excluded.empty()) return cell.experiment.protocol.select;
  }
  return "ua";
}

std::string last_line(const fs::path& file) {
  std::ifstream in(file, std::ios::binary | std::ios::ate);
  const auto size = in.tellg();
  if (!in || size <= 0) return {};
  constexpr std::streamoff kEnd = 400;
  in.seekg(std::max<std::streamoff>(0, size - kEnd));
  std::string line, last;
  while (std::getline(in, line)) {
    if (!line.empty()) last = line;
  }
  return last;
}

/// What a cell's process said before it ended.
std::string reason_of(int status, const fs::path& errors) {
  std::error_code none;
  auto said = fs::exists(errors, none) ? std::string(trim(read_file(errors))) : std::string();
  constexpr std::size_t kLongest = 4000;
  if (said.size() > kLongest) said = "... " + said.substr(said.size() - kLongest);
  if (!said.empty()) return said;
  return status > 128 ? "ended by signal " + std::to_string(status - 128)
                      : "ended with status " + std::to_string(status);
}

/// Of how many trials a run was put together; 0: it is not there yet.
std::size_t selected_among(const fs::path& run) {
  std::error_code none;
  if (!fs::exists(run / "cell.json", none)) return 0;
  const auto json = nlohmann::json::parse(read_file(run / "cell.json"), nullptr, false);
  return json.is_object() ? json.value("/tuning/done"_json_pointer, std::size_t{0}) : 0;
}

}  // namespace

SweepRunner::SweepRunner(const Context& context, const sweep::Sweep& swept, fs::path folder,
                         Shard shard, bool retry_failed, RunObserver& observer)
    : context_(context),
      sweep_(swept),
      folder_(taken(std::move(folder))),
      ledger_(
          [&] {
            if (!lock_.take(folder_ / (".lock-" + std::to_string(shard.number) + "-of-" +
                                       std::to_string(shard.of)))) {
              throw Error(
                  Exit::cannot_create,
                  folder_.string() + ": this sweep" +
                      (shard.of > 1 ? "'s shard " + std::to_string(shard.number) : "") +
                      " is running already; wait for it, or choose another folder with --out");
            }
            replace_file(folder_ / "sweep.toml", read_file(swept.file));
            return folder_ / sweep::ledger_name(shard.number, shard.of);
          }(),
          {"", swept.name, shard.number, shard.of, machine(), swept.axes, figure_of(swept)}),
      owner_(fmt::format("{} shard {}/{} on {}", ledger_.facts().id, shard.number, shard.of,
                         ledger_.facts().machine)),
      observer_(observer),
      figure_(figure_of(swept)) {
  ledger_.plan(sweep_.cells);
  if (retry_failed) ledger_.retry_failed();
  std::map<std::string, Status> status;
  for (const auto& entry : ledger_.entries()) {
    status[entry.id] = entry.status;
    if (entry.status != Status::done || !entry.validation) continue;
    if (!best_ || run::is_better(*entry.validation, *best_, figure_))
      best_ = entry.validation, best_cell_ = entry.id;
  }
  std::array<std::vector<const sweep::Cell*>, 3> order;
  for (std::size_t i = 0; i < sweep_.cells.size(); ++i) {
    const auto& cell = sweep_.cells[i];
    if (status[cell.id] == Status::running) order[0].push_back(&cell);
    else if (status[cell.id] != Status::planned) ++settled_;
    else
      order[static_cast<std::int64_t>(i) % shard.of == shard.number - 1 ? 1 : 2].push_back(&cell);
  }
  for (const auto& part : order) queue_.insert(queue_.end(), part.begin(), part.end());
}

void SweepRunner::run(const std::function<bool()>& stop) {
  for (const auto* cell : queue_) {
    if (stop())
      throw Error(Exit::stopped, "stopped; what is done is kept in " + folder_.string() +
                                     ", and the same command goes on");
    if (!sweep::claim(folder_ / "claims", cell->id, owner_)) {
      const auto other = sweep::owner_of(folder_ / "claims", cell->id).value_or("another process");
      ledger_.skip(cell->id, "claimed by " + other.substr(other.find(' ') + 1));
      ++settled_;
      continue;
    }
    one(*cell, stop);
  }
  if (sweep_.trials > 0) select_tuned();
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
    const auto chosen = sweep::select_nested(done, sweep_.trials, group, run);
    sweep::write_tuned_json(sweep_, cells, done.size(), chosen, run);
    observer_.log(group + ": hyper-parameters chosen on validation parts among " +
                  count_of(done.size(), "trial"));
  }
}

void SweepRunner::one(const sweep::Cell& cell, const std::function<bool()>& stop) {
  // Below the run that is put together of them: who looks for runs finds that one.
  const fs::path run = cell.trial > 0 ? fs::path("cells") / cell.group / "trials" / cell.id
                                      : fs::path("cells") / cell.id;
  for (const char* below : {"experiments", "logs", "cells"}) make_directory(folder_ / below);
  make_directory((folder_ / run).parent_path());
  const auto experiment = folder_ / "experiments" / (cell.id + ".toml");
  replace_file(experiment, "# Cell " + cell.id + " of the sweep " +
                               sweep_.file.filename().string() + ".\n" + cell.experiment.text);
  const auto log = folder_ / "logs" / (cell.id + ".log"),
             errors = folder_ / "logs" / (cell.id + ".err");
  std::vector<std::string> arguments = {
      "serhost", "run",   experiment.string(), "--out", (folder_ / run).string(), "--resume",
      "--quiet", "--log", log.string()};
  for (const auto& place : context_.plugin_path)
    arguments.insert(arguments.end(), {"--plugin-path", place.string()});
  if (context_.threads > 0)
    arguments.insert(arguments.end(), {"--threads", std::to_string(context_.threads)});
  if (!context_.probe) arguments.emplace_back("--no-probe");

  ledger_.start(cell.id, run.string());
  const auto begin = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
  std::optional<int> status;
  // A sweep that was killed a moment ago may have left a process that the system is still taking
  // down and that holds the folder.
  constexpr int kTries = 20;
  for (int i = 0; i < kTries && (!status || *status == static_cast<int>(Exit::cannot_create));
       ++i) {
    RunProcess process(arguments, errors);
    for (status.reset(); !status; status = process.wait(500)) {
      if (stop()) process.stop();
      show(cell);
    }
    if (*status == static_cast<int>(Exit::cannot_create))
      std::this_thread::sleep_for(std::chrono::milliseconds(250));
  }
  if (*status == static_cast<int>(Exit::ok)) {
    const auto done = run::read_run(folder_ / run);
    const auto figure = run::validation_of(done);
    sweep::write_cell_json(sweep_, cell, folder_ / run);
    ledger_.finish(cell.id, seconds(), figure, sha256_of_file(folder_ / run / "predictions.csv"));
    if (figure && (!best_ || run::is_better(*figure, *best_, figure_)))
      best_ = figure, best_cell_ = cell.id;
    ended(cell, figure ? fmt::format("done, validation {} {:.3f}", figure_, *figure) : "done",
          seconds());
  } else if (*status == static_cast<int>(Exit::stopped) ||
             (stop() && *status == 128 + SIGTERM)) {  // it was so young that it knew no signals
    ledger_.pause(cell.id, seconds());
    throw Error(Exit::stopped, "stopped in " + cell.id + "; what is done is kept in " +
                                   folder_.string() + ", and the same command goes on");
  } else if (*status == static_cast<int>(Exit::io)) {
    ledger_.pause(cell.id, seconds());  // as every other cell would
    throw Error(Exit::io, reason_of(*status, errors) + "\nthe sweep stops in " + cell.id +
                              "; the same command goes on");
  } else {
    const auto reason = reason_of(*status, errors);
    ledger_.fail(cell.id, seconds(), reason);
    ended(cell, "failed: " + reason, seconds());
  }
  std::error_code none;
  if (fs::is_empty(errors, none)) fs::remove(errors, none);
}

std::string SweepRunner::left() const {
  const auto open = sweep_.cells.size() - settled_;
  if (ran_ == 0 || open == 0) return fmt::format("{} left", count_of(open, "cell"));
  const double each = seconds_ / static_cast<double>(ran_);
  return fmt::format("{} left, {:.1f} an hour, about {}", count_of(open, "cell"),
                     3600.0 / std::max(each, 1e-3),
                     duration_text(each * static_cast<double>(open)));
}

void SweepRunner::show(const sweep::Cell& cell) {
  auto line = fmt::format("cell {}/{} {}: {}", settled_ + 1, sweep_.cells.size(), cell.id,
                          last_line(folder_ / "logs" / (cell.id + ".log")));
  line += "; " + left();
  if (best_)
    line += fmt::format("; best on validation so far: {}, {} {:.3f}", best_cell_, figure_, *best_);
  observer_.progress({line, 0, 0, ""});
}

void SweepRunner::ended(const sweep::Cell& cell, const std::string& what, double seconds) {
  ++settled_, ++ran_;
  seconds_ += seconds;
  auto lines = split(what, '\n');
  lines.front() =
      fmt::format("cell {}/{} {}: {}", settled_, sweep_.cells.size(), cell.id, lines.front());
  lines.back() += fmt::format(" ({}); {}", duration_text(seconds), left());
  for (const auto& line : lines) observer_.log(line);
}

}  // namespace serhost::app
