// Writes the four tables: what the ledger is, its cells, their settings (the overrides of each),
// and every change with its time.
#include "sweep/ledger.hpp"

#include <cstdio>
#include <map>
#include <random>

#include "base/error.hpp"
#include "base/remedy.hpp"
#include "base/text.hpp"
#include "base/utc.hpp"
#include "sweep/ledger_tables.hpp"

namespace serhost::sweep {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTables = R"(
CREATE TABLE IF NOT EXISTS facts(key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS cells(
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, grid TEXT NOT NULL, trial INTEGER NOT NULL,
  status TEXT NOT NULL, reason TEXT NOT NULL DEFAULT '', run TEXT NOT NULL DEFAULT '',
  started TEXT NOT NULL DEFAULT '', finished TEXT NOT NULL DEFAULT '',
  seconds REAL NOT NULL DEFAULT 0,
  attempts INTEGER NOT NULL DEFAULT 0, validation REAL, result TEXT NOT NULL DEFAULT '');
CREATE TABLE IF NOT EXISTS settings(
  cell TEXT NOT NULL REFERENCES cells(id), position INTEGER NOT NULL, axis TEXT NOT NULL,
  value TEXT NOT NULL, PRIMARY KEY(cell, position));
CREATE TABLE IF NOT EXISTS events(
  time TEXT NOT NULL, cell TEXT NOT NULL, status TEXT NOT NULL, reason TEXT NOT NULL);
)";

std::string random_id() {
  std::random_device random;
  char text[17];
  std::snprintf(text, sizeof text, "%08x%08x", static_cast<unsigned>(random()),
                static_cast<unsigned>(random()));
  return text;
}

void note(Database& database, const std::string& id, Status status, const std::string& reason) {
  Statement(database, "INSERT INTO events VALUES(?, ?, ?, ?)")
      .bind(0, utc_now())
      .bind(1, id)
      .bind(2, name_of(status))
      .bind(3, reason)
      .run();
}

void set_status(Database& database, const std::string& id, Status status,
                const std::string& reason) {
  Statement(database, "UPDATE cells SET status = ?, reason = ? WHERE id = ?")
      .bind(0, name_of(status))
      .bind(1, reason)
      .bind(2, id)
      .run();
  note(database, id, status, reason);
}

}  // namespace

Ledger::Ledger(const fs::path& file, LedgerFacts facts)
    : database_(file, Database::Mode::write), facts_(std::move(facts)) {
  Transaction transaction(database_);
  database_.execute(kTables);
  if (const auto there = facts_in(database_); !there.empty()) {
    const auto begun = facts_from(there, file);
    if (begun.sweep != facts_.sweep) {
      throw RemediableError(Exit::cannot_create,
                            file.string() + " is the ledger of the sweep '" + begun.sweep + "'",
                            Remedy::other_folder);
    }
    facts_.id = begun.id;
  } else {
    facts_.id = random_id();
  }
  const std::vector<std::pair<const char*, std::string>> values = {
      {"schema", kLedgerSchema},
      {"id", facts_.id},
      {"sweep", facts_.sweep},
      {"shard", std::to_string(facts_.shard)},
      {"shards", std::to_string(facts_.shards)},
      {"machine", facts_.machine},
      {"axes", join(facts_.axes, "\n")},
      {"figure", facts_.figure}};
  for (const auto& [key, value] : values)
    Statement(database_, "INSERT OR REPLACE INTO facts VALUES(?, ?)")
        .bind(0, key)
        .bind(1, value)
        .run();
  transaction.commit();
}

void Ledger::plan(const std::vector<Cell>& cells) {
  Transaction transaction(database_);
  std::map<std::string, Status> there;
  for (const auto& entry : entries_in(database_)) there[entry.id] = entry.status;
  std::int64_t position = 0;
  for (const auto& cell : cells) {
    const auto known = there.find(cell.id);
    const auto planned = cell.excluded.empty() ? Status::planned : Status::skipped;
    if (known == there.end()) {
      Entry entry;
      entry.id = cell.id, entry.group = cell.group, entry.trial = cell.trial,
      entry.overrides = cell.overrides;
      entry.status = planned, entry.reason = cell.excluded;
      put(entry, position++);
      note(database_, cell.id, planned, cell.excluded);
      continue;
    }
    Statement(database_, "UPDATE cells SET position = ? WHERE id = ?")
        .bind(0, position++)
        .bind(1, cell.id)
        .run();
    const bool open = known->second == Status::planned || known->second == Status::skipped;
    if (open && known->second != planned) set_status(database_, cell.id, planned, cell.excluded);
    there.erase(known);
  }
  for (const auto& [id, status] : there) {
    Statement(database_, "UPDATE cells SET position = ? WHERE id = ?")
        .bind(0, position++)
        .bind(1, id)
        .run();
    if (status == Status::planned || status == Status::running)
      set_status(database_, id, Status::skipped, "no longer in the sweep file");
  }
  transaction.commit();
}

void Ledger::put(const Entry& entry, std::int64_t position) {
  Statement(database_, "INSERT INTO cells VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
      .bind(0, entry.id)
      .bind(1, position)
      .bind(2, entry.group)
      .bind(3, entry.trial)
      .bind(4, name_of(entry.status))
      .bind(5, entry.reason)
      .bind(6, entry.run)
      .bind(7, entry.started)
      .bind(8, entry.finished)
      .bind(9, std::optional<double>(entry.seconds))
      .bind(10, entry.attempts)
      .bind(11, entry.validation)
      .bind(12, entry.result)
      .run();
  std::int64_t at = 0;
  for (const auto& setting : entry.overrides) {
    Statement(database_, "INSERT INTO settings VALUES(?, ?, ?, ?)")
        .bind(0, entry.id)
        .bind(1, at++)
        .bind(2, setting.axis)
        .bind(3, setting.value)
        .run();
  }
}

void Ledger::put_all(const std::vector<Entry>& entries, const fs::path& folder) {
  Transaction transaction(database_);
  std::int64_t position = 0;
  for (auto entry : entries) {
    if (!entry.run.empty()) entry.run = fs::path(entry.run).lexically_proximate(folder).string();
    put(entry, position++);
  }
  transaction.commit();
}

std::int64_t Ledger::retry_failed() {
  Transaction transaction(database_);
  std::int64_t count = 0;
  for (const auto& entry : entries_in(database_)) {
    if (entry.status != Status::failed) continue;
    set_status(database_, entry.id, Status::planned, "");
    ++count;
  }
  transaction.commit();
  return count;
}

void Ledger::start(const std::string& id, const std::string& run) {
  Transaction transaction(database_);
  Statement(
      database_,
      "UPDATE cells SET run = ?, started = ?, finished = '', attempts = attempts + 1 WHERE id = ?")
      .bind(0, run)
      .bind(1, utc_now())
      .bind(2, id)
      .run();
  set_status(database_, id, Status::running, "");
  transaction.commit();
}

void Ledger::end(const std::string& id, Status status, const std::string& reason, double seconds) {
  Statement(database_, "UPDATE cells SET finished = ?, seconds = seconds + ? WHERE id = ?")
      .bind(0, utc_now())
      .bind(1, std::optional<double>(seconds))
      .bind(2, id)
      .run();
  set_status(database_, id, status, reason);
}

void Ledger::pause(const std::string& id, double seconds) {
  Transaction transaction(database_);
  end(id, Status::running, "interrupted", seconds);
  transaction.commit();
}

void Ledger::finish(const std::string& id, double seconds, std::optional<double> validation,
                    const std::string& result) {
  Transaction transaction(database_);
  Statement(database_, "UPDATE cells SET validation = ?, result = ? WHERE id = ?")
      .bind(0, validation)
      .bind(1, result)
      .bind(2, id)
      .run();
  end(id, Status::done, "", seconds);
  transaction.commit();
}

void Ledger::fail(const std::string& id, double seconds, const std::string& reason) {
  Transaction transaction(database_);
  end(id, Status::failed, reason, seconds);
  transaction.commit();
}

void Ledger::skip(const std::string& id, const std::string& reason) {
  Transaction transaction(database_);
  set_status(database_, id, Status::skipped, reason);
  transaction.commit();
}

std::vector<Entry> Ledger::entries() { return entries_in(database_); }

}  // namespace serhost::sweep
