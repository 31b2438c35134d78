// serhost ledger: the state of a sweep's cells, read from one ledger or several.
#include <fmt/format.h>

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>

#include "base/duration.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "cli/arguments.hpp"
#include "cli/output.hpp"
#include "cli/progress.hpp"
#include "cli/terminal.hpp"
#include "sweep/merged.hpp"

namespace serhost::cli {
namespace {

namespace fs = std::filesystem;
using sweep::Status;

/// Ledgers, and the ledgers of sweep folders.
std::vector<sweep::LedgerContent> read_all(const std::vector<std::string>& arguments) {
  std::vector<sweep::LedgerContent> out;
  for (const auto& argument : arguments) {
    if (!fs::is_directory(argument)) {
      out.push_back(sweep::read_ledger(argument));
      continue;
    }
    const auto files = sweep::ledgers_in(argument);
    if (files.empty())
      throw Error(Exit::missing,
                  argument + ": holds no ledger; name the folder of a sweep, such as runs/NAME");
    for (const auto& file : files) out.push_back(sweep::read_ledger(file));
  }
  return out;
}

std::string settings_text(const sweep::Entry& entry) {
  std::vector<std::string> words;
  for (const auto& setting : entry.overrides) words.push_back(setting.axis + " = " + setting.value);
  return join(words, ", ");
}

nlohmann::ordered_json json_of(const std::vector<sweep::LedgerContent>& ledgers,
                               const sweep::Merged& merged) {
  nlohmann::ordered_json out = {{"sweep", ledgers.front().facts.sweep},
                                {"axes", ledgers.front().facts.axes}};
  out["ledgers"] = nlohmann::ordered_json::array();
  for (const auto& ledger : ledgers) {
    out["ledgers"].push_back({{"file", ledger.file.string()},
                              {"id", ledger.facts.id},
                              {"shard", ledger.facts.shard},
                              {"shards", ledger.facts.shards},
                              {"machine", ledger.facts.machine}});
  }
  out["cells"] = nlohmann::ordered_json::array();
  for (const auto& entry : merged.entries) {
    auto& cell = out["cells"].emplace_back(nlohmann::ordered_json{{"id", entry.id},
                                                                  {"group", entry.group},
                                                                  {"trial", entry.trial},
                                                                  {"status", name_of(entry.status)},
                                                                  {"reason", entry.reason},
                                                                  {"run", entry.run}});
    cell["settings"] = nlohmann::ordered_json::object();
    for (const auto& setting : entry.overrides) cell["settings"][setting.axis] = setting.value;
    cell["seconds"] = entry.seconds;
    cell["attempts"] = entry.attempts;
    cell["validation"] =
        entry.validation ? nlohmann::ordered_json(*entry.validation) : nlohmann::ordered_json();
    cell["result"] = entry.result;
  }
  out["conflicts"] = merged.conflicts;
  return out;
}

void print_table(const std::vector<sweep::LedgerContent>& ledgers, const sweep::Merged& merged) {
  std::size_t width = 4;
  std::map<Status, std::size_t> counts;
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> trials;  // of a group: done, all
  double seconds = 0.0;
  for (const auto& entry : merged.entries) {
    width = std::max(width, entry.id.size());
    ++counts[entry.status];
    seconds += entry.seconds;
    if (entry.trial > 0)
      trials[entry.group].first += entry.status == Status::done, ++trials[entry.group].second;
  }
  const auto& figure = ledgers.front().facts.figure;
  std::cout << fmt::format("{:<{}}  {:<8} {:>15}  {:>14}  {}\n", "cell", width, "status",
                           "validation " + figure, "time", "");
  for (const auto& entry : merged.entries) {
    const auto value =
        entry.validation ? fmt::format("{:.3f}", *entry.validation) : std::string("-");
    const auto rest = entry.reason.empty() ? settings_text(entry)
                                           : entry.reason.substr(0, entry.reason.find('\n'));
    std::cout << printable_lines(fmt::format("{:<{}}  {:<8} {:>15}  {:>14}  {}", entry.id, width,
                                             name_of(entry.status), value,
                                             duration_text(entry.seconds), rest))
              << "\n";
  }
  for (const auto& [group, count] : trials)
    std::cout << fmt::format("{}: {} of {} trials done\n", printable_lines(group), count.first,
                             count.second);
  std::cout << fmt::format(
      "\n{}, {}: {} done, {} running, {} planned, {} failed, {} skipped; {} of work\n",
      printable_lines(ledgers.front().facts.sweep), count_of(ledgers.size(), "ledger"),
      counts[Status::done], counts[Status::running], counts[Status::planned],
      counts[Status::failed], counts[Status::skipped], duration_text(seconds));
  for (const auto& conflict : merged.conflicts)
    std::cout << "conflict: " << printable_lines(conflict) << "\n";
}

}  // namespace

int ledger_command(std::vector<std::string> arguments) {
  const Options options = {{.name = "out", .help = "merge: the ledger to write", .value = "FILE"},
                           {.name = "json", .help = "show: as JSON"}};
  const auto parsed = parse("ledger", arguments, options, 2, 10000);
  if (parsed.help) return 0;
  const auto what = parsed.positional[0];
  if (what != "show" && what != "merge")
    throw UsageError("serhost ledger show or merge, not '" + what + "'." +
                     suggestion(what, std::vector<std::string>{"show", "merge"}));
  if (what == "merge" && !parsed.has("out"))
    throw UsageError("serhost ledger merge needs --out FILE, the ledger to write");
  const auto ledgers = read_all({parsed.positional.begin() + 1, parsed.positional.end()});
  const auto merged = sweep::merge(ledgers);
  if (what == "merge") sweep::write_merged(parsed.text("out"), ledgers, merged);
  if (parsed.has("json")) print_json(json_of(ledgers, merged));
  else print_table(ledgers, merged);
  return merged.conflicts.empty() ? 0 : static_cast<int>(Exit::failed);
}

}  // namespace serhost::cli
