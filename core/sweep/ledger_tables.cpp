// What stands in a ledger is foreign: another version's, or another program's. A name that axes had
// earlier is read as today's.
#include "sweep/ledger_tables.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include "base/error.hpp"
#include "base/text.hpp"
#include "config/renamed.hpp"

namespace serhost::sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::array kNames = {"planned", "running", "done", "failed", "skipped"};

Status status_of(const std::string& name, const fs::path& file) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end())
    throw Error(Exit::damaged,
                file.string() + " is not a whole ledger: it has a cell that is '" + name + "'");
  return static_cast<Status>(at - kNames.begin());
}

}  // namespace

std::map<std::string, std::string> facts_in(Database& database) {
  std::map<std::string, std::string> out;
  Statement statement(database, "SELECT key, value FROM facts");
  while (statement.step()) out[statement.text(0)] = statement.text(1);
  return out;
}

LedgerFacts facts_from(std::map<std::string, std::string> facts, const fs::path& file) {
  if (facts["schema"] != kLedgerSchema) {
    throw Error(Exit::damaged, file.string() + " is not a ledger of this program: its schema is '" +
                                   facts["schema"] + "', but must be '" + kLedgerSchema + "'");
  }
  LedgerFacts out;
  out.id = facts["id"], out.sweep = facts["sweep"], out.machine = facts["machine"],
  out.figure = facts["figure"];
  const auto number = [&](const char* key) {
    return std::strtoll(facts[key].c_str(), nullptr, 10);
  };
  out.shard = number("shard"), out.shards = number("shards");
  if (!facts["axes"].empty()) out.axes = split(facts["axes"], '\n');
  for (auto& axis : out.axes) axis = config::key_of_today(axis);
  return out;
}

std::vector<Entry> entries_in(Database& database) {
  std::vector<Entry> out;
  std::map<std::string, std::size_t> at;
  Statement cells(database,
                  "SELECT id, grid, trial, status, reason, run, started, finished, seconds, "
                  "attempts, validation, result FROM cells ORDER BY position, id");
  while (cells.step()) {
    Entry entry;
    entry.id = cells.text(0), entry.group = cells.text(1), entry.trial = cells.whole(2);
    entry.status = status_of(cells.text(3), database.file());
    entry.reason = cells.text(4), entry.run = cells.text(5), entry.started = cells.text(6),
    entry.finished = cells.text(7);
    entry.seconds = cells.real(8).value_or(0.0), entry.attempts = cells.whole(9),
    entry.validation = cells.real(10), entry.result = cells.text(11);
    at[entry.id] = out.size();
    out.push_back(std::move(entry));
  }
  Statement overrides(database, "SELECT cell, axis, value FROM settings ORDER BY cell, position");
  while (overrides.step()) {
    if (const auto cell = at.find(overrides.text(0)); cell != at.end())
      out[cell->second].overrides.push_back(
          {config::key_of_today(overrides.text(1)), overrides.text(2)});
  }
  return out;
}

const char* name_of(Status status) { return kNames[static_cast<std::size_t>(status)]; }

std::string ledger_name(std::int64_t shard, std::int64_t shards) {
  return shards == 1
             ? "ledger.sqlite"
             : "ledger-" + std::to_string(shard) + "-of-" + std::to_string(shards) + ".sqlite";
}

std::vector<fs::path> ledgers_in(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.starts_with("ledger") && name.ends_with(".sqlite")) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

LedgerContent read_ledger(const fs::path& file) {
  Database database(file, Database::Mode::read);
  database.execute("BEGIN");
  LedgerContent out;
  out.file = file;
  out.facts = facts_from(facts_in(database), file);
  out.entries = entries_in(database);
  return out;
}

}  // namespace serhost::sweep
