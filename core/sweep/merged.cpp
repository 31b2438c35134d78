// Entries are folded in one by one; a conflict is told once for each pair of ledgers and cell.
#include "sweep/merged.hpp"

#include <array>
#include <map>

#include "base/disk.hpp"
#include "base/error.hpp"
#include "base/remedy.hpp"
#include "base/unfinished.hpp"

namespace serhost::sweep {
namespace {

/// planned, running, done, failed, skipped.
constexpr std::array kRank = {1, 2, 4, 3, 0};

int rank(const Entry& entry) { return kRank[static_cast<std::size_t>(entry.status)]; }

std::string conflict(const Entry& a, const std::string& file_a, const Entry& b,
                     const std::string& file_b) {
  if (a.status == Status::done && b.status == Status::done && a.result != b.result) {
    return a.id + ": done twice, with different predictions: in " + a.run + " (" + file_a +
           ") and in " + b.run + " (" + file_b + ")";
  }
  if (a.status == Status::running && b.status == Status::running)
    return a.id + ": running in two places: " + file_a + " and " + file_b;
  return {};
}

bool goes_before(const Entry& a, const Entry& b) {
  if (rank(a) != rank(b)) return rank(a) > rank(b);
  return a.status == Status::done && a.run < b.run;  // not by time: clocks of machines differ
}

}  // namespace

Merged merge(const std::vector<LedgerContent>& ledgers) {
  Merged out;
  std::map<std::string, std::size_t> at;
  std::vector<std::string> from;
  for (const auto& ledger : ledgers) {
    if (ledger.facts.sweep != ledgers.front().facts.sweep) {
      throw UsageError(ledgers.front().file.string() + " is of the sweep '" +
                       ledgers.front().facts.sweep + "', " + ledger.file.string() + " of '" +
                       ledger.facts.sweep + "'; ledgers of one sweep can be read together");
    }
    for (auto entry : ledger.entries) {
      if (!entry.run.empty())
        entry.run = std::filesystem::absolute(ledger.file.parent_path() / entry.run)
                        .lexically_normal()
                        .string();
      const auto [place, fresh] = at.emplace(entry.id, out.entries.size());
      if (fresh) {
        out.entries.push_back(std::move(entry));
        from.push_back(ledger.file.string());
        continue;
      }
      auto& there = out.entries[place->second];
      auto& source = from[place->second];
      if (auto told = conflict(there, source, entry, ledger.file.string()); !told.empty())
        out.conflicts.push_back(std::move(told));
      if (!goes_before(entry, there)) continue;
      there = std::move(entry);
      source = ledger.file.string();
    }
  }
  return out;
}

void write_merged(const std::filesystem::path& file, const std::vector<LedgerContent>& ledgers,
                  const Merged& merged) {
  if (std::filesystem::exists(file))
    throw RemediableError(Exit::cannot_create, file.string() + " is there already",
                          Remedy::other_place);
  remove_unfinished(file);
  auto facts = ledgers.front().facts;
  facts.shard = facts.shards = 1;
  replace_file_by(file, [&](const std::filesystem::path& fresh) {
    try {
      Ledger to(fresh, facts);
      to.put_all(merged.entries, std::filesystem::absolute(file).parent_path());
    } catch (...) {
      disk::remove(fresh.string() + "-journal");
      throw;
    }
  });
}

}  // namespace serhost::sweep
