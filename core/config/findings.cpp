// Sorts findings by place, stably.
#include "config/findings.hpp"

#include <algorithm>
#include <tuple>

namespace serhost::config {

constexpr std::size_t kTold = 50;

void Findings::add(Exit exit, const Place& place, std::string message) {
  found_.push_back({exit, place, std::move(message), false});
}

void Findings::add(const Error& error) {
  found_.push_back({error.exit(), Place(), error.what(), true});
}

void Findings::note(const Place& place, const std::string& message) {
  const auto where = place.text();
  auto line = where.empty() ? message : where + ": " + message;
  if (std::find(notes_.begin(), notes_.end(), line) == notes_.end())
    notes_.push_back(std::move(line));
}

bool Findings::only(Exit exit) const {
  return std::all_of(found_.begin(), found_.end(),
                     [exit](const Found& one) { return one.exit == exit; });
}

void Findings::move_to(Faults& faults) {
  std::vector<std::string> files;
  const auto rank = [&](const std::string& file) {
    const auto at = std::find(files.begin(), files.end(), file);
    if (at != files.end()) return at - files.begin();
    files.push_back(file);
    return static_cast<std::ptrdiff_t>(files.size() - 1);
  };
  for (const auto& one : found_) rank(one.place.file);
  std::stable_sort(found_.begin(), found_.end(), [&](const Found& a, const Found& b) {
    return std::tuple(rank(a.place.file), a.place.line, a.place.column) <
           std::tuple(rank(b.place.file), b.place.line, b.place.column);
  });
  std::vector<std::string> told;
  std::size_t left = 0;
  for (auto& one : found_) {
    const auto where = one.placed ? std::string() : one.place.text();
    auto line = where.empty() ? one.message : where + ": " + one.message;
    if (std::find(told.begin(), told.end(), line) != told.end()) continue;
    told.push_back(line);
    // An exit status that has not been told yet decides how the program ends: it is never left out.
    const auto& all = faults.all();
    const bool known = std::any_of(all.begin(), all.end(),
                                   [&](const Fault& fault) { return fault.exit == one.exit; });
    if (told.size() > kTold && known) ++left;
    else faults.add(one.exit, std::move(line));
  }
  if (left > 0) faults.add(Exit::config, "and " + std::to_string(left) + " more");
  found_.clear();
}

}  // namespace serhost::config
