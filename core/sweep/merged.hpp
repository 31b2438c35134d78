// Several ledgers of one sweep read as one: of shards, of machines, of laboratories.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sweep/ledger.hpp"

namespace serhost::sweep {

struct Merged {
  std::vector<Entry> entries;  ///< each cell once, as the ledger has it that came furthest; `run`
                               ///< is an absolute folder
  std::vector<std::string> conflicts;  ///< sentences: two ledgers that cannot both be right
};

/// A cell that two ledgers have done must have the same predictions; one cell cannot be running in
/// two places. What came furthest counts: done, failed, running, planned, skipped; of two that are
/// done the first that finished. Throws UsageError for ledgers of different sweeps.
Merged merge(const std::vector<LedgerContent>& ledgers);

/// One ledger of all, with the runs' folders relative to its own; under its name only when it is
/// whole. Throws Error(cannot_create) where there is such a file.
void write_merged(const std::filesystem::path& file, const std::vector<LedgerContent>& ledgers,
                  const Merged& merged);

}  // namespace serhost::sweep
