// The tables of a ledger, read.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "sweep/ledger.hpp"
#include "sweep/sqlite.hpp"

namespace serhost::sweep {

inline constexpr const char* kLedgerSchema = "serhost.ledger/1";

/// Key and value of each row; none where the ledger has not been begun.
std::map<std::string, std::string> facts_in(Database& database);

/// Throws Error(damaged) with `file` where they are not of a ledger.
LedgerFacts facts_from(std::map<std::string, std::string> facts, const std::filesystem::path& file);

/// In the order of the sweep. Throws Error(damaged) for a cell in a state that does not exist.
std::vector<Entry> entries_in(Database& database);

}  // namespace serhost::sweep
