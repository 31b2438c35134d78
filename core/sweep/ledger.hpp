// The ledger of a sweep, or of one shard of it: what became of every cell. SQLite in one file with
// one writer; every change is one transaction, so that a process that is killed at any moment
// leaves the ledger of the moment before or after.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sweep/sqlite.hpp"
#include "sweep/sweep.hpp"

namespace serhost::sweep {

enum class Status { planned, running, done, failed, skipped };
const char* name_of(Status status);

/// One cell as a ledger has it.
struct Entry {
  std::string id, group;
  std::int64_t trial = 0;
  std::vector<Override> overrides;
  Status status = Status::planned;
  std::string reason;             ///< of failed and skipped: a sentence
  std::string run;                ///< the run's folder, relative to the ledger's
  std::string started, finished;  ///< UTC; the last attempt's
  double seconds = 0.0;           ///< of all attempts together
  std::int64_t attempts = 0;
  std::optional<double>
      validation;  ///< what the cell reached on its validation parts, by the figure that selects
  std::string result;  ///< SHA-256 of the predictions of a done cell
};

/// Whose ledger it is.
struct LedgerFacts {
  std::string id;     ///< random; says whose claims are whose
  std::string sweep;  ///< the sweep's name
  std::int64_t shard = 1, shards = 1;
  std::string machine;  ///< where it was begun
  std::vector<std::string> axes;
  std::string figure;  ///< what `validation` is: "ua", "loss"
};

struct LedgerContent {
  std::filesystem::path file;
  LedgerFacts facts;
  std::vector<Entry> entries;  ///< in the order of the sweep
};

class Ledger {
 public:
  /// Opens or begins a ledger; its id is made where it is begun. Throws Error(config) where it is
  /// of another sweep or shard, and what Database throws.
  Ledger(const std::filesystem::path& file, LedgerFacts facts);

  const LedgerFacts& facts() const { return facts_; }

  /// Adds the cells that are not there yet, as planned or, where they are excluded, as skipped;
  /// puts all in the order of `cells`. What other shards held is planned again. Cells that are not
  /// in `cells` and have not been run are skipped.
  void plan(const std::vector<Cell>& cells);

  /// Failed cells are planned again; how many there were.
  std::int64_t retry_failed();

  void start(const std::string& id, const std::string& run);
  /// It stays running: the next time the sweep is started, it goes on.
  void pause(const std::string& id, double seconds);
  void finish(const std::string& id, double seconds, std::optional<double> validation,
              const std::string& result);
  void fail(const std::string& id, double seconds, const std::string& reason);
  void skip(const std::string& id, const std::string& reason);

  std::vector<Entry> entries();

  /// Entries of other ledgers as they are, their runs' folders, which are absolute, relative to
  /// `folder`.
  void put_all(const std::vector<Entry>& entries, const std::filesystem::path& folder);

 private:
  void put(const Entry& entry, std::int64_t position);
  void end(const std::string& id, Status status, const std::string& reason, double seconds);

  Database database_;
  LedgerFacts facts_;
};

/// Reads a ledger that may be another machine's and in use. Throws Error.
LedgerContent read_ledger(const std::filesystem::path& file);

/// The ledgers of a sweep's folder, sorted.
std::vector<std::filesystem::path> ledgers_in(const std::filesystem::path& folder);

/// "ledger.sqlite", of a shard "ledger-2-of-8.sqlite".
std::string ledger_name(std::int64_t shard, std::int64_t shards);

}  // namespace serhost::sweep
