// Who runs a cell, decided between processes of several machines by what network file systems do in
// one step: mkdir, and making a link, or else moving a folder to a name that is free.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace serhost::sweep {

/// The folder <claims>/<cell> is made by one process only; a mark in it names the ledger. A process
/// killed between the two leaves a claim without a name, and the first that names it has it. A
/// claim is never given back: it is removed by hand where a shard is gone for good
/// (docs/sweeps.md).
///
/// True where `owner` has the cell, from now on or since before. The first word of `owner`
/// tells ledgers apart, the rest is for people: "ID shard 1/2 on MACHINE". Throws
/// Error(cannot_create) or Error(io).
bool claim(const std::filesystem::path& claims, const std::string& cell, const std::string& owner);

/// Who has it; nullopt where nobody does.
std::optional<std::string> owner_of(const std::filesystem::path& claims, const std::string& cell);

}  // namespace serhost::sweep
