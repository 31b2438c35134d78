// Sorts findings by place, stably.
#include "config/findings.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"

namespace serhost::config {
namespace {

constexpr std::size_t kLongestLine = 4000;  // bytes: a key of megabytes tells nobody anything

}  // namespace

void Findings::add(Exit exit, const Place& place, std::string message) {
  found_.push_back({exit, place, std::move(message), false, {}, {}});
}

void Findings::add(const Place& place, std::string message, std::string name, Names known) {
  found_.push_back(
      {Exit::config, place, std::move(message), false, std::move(name), std::move(known)});
}

void Findings::add(const Error& error) {
  found_.push_back({error.exit(), Place(), error.what(), true, {}, {}});
}

void Findings::note(const Place& place, const std::string& message) {
  const auto where = place.text();
  auto line = where.empty() ? message : where + ": " + message;
  if (noted_.insert(line).second) notes_.push_back(std::move(line));
}

bool Findings::only(Exit exit) const {
  return std::all_of(found_.begin(), found_.end(),
                     [exit](const Found& one) { return one.exit == exit; });
}

std::string Findings::line_of(const Found& one) const {
  const auto where = one.placed ? std::string() : one.place.text();
  return without_middle((where.empty() ? "" : where + ": ") + one.message, kLongestLine);
}

void Findings::sort() {
  std::map<std::string, std::size_t> files;
  for (auto& one : found_) one.file = files.emplace(one.place.file, files.size()).first->second;
  std::stable_sort(found_.begin(), found_.end(), [](const Found& a, const Found& b) {
    return std::tuple(a.file, a.place.line, a.place.column) <
           std::tuple(b.file, b.place.line, b.place.column);
  });
}

void Findings::move_to(Faults& faults) {
  sort();
  std::set<std::string> told;
  std::set<Exit> exits;
  for (const auto& fault : faults.all()) exits.insert(fault.exit);
  std::size_t left = 0;
  for (const auto& one : found_) {
    auto line = line_of(one);
    if (!told.insert(line).second) continue;
    // An exit status that has not been told yet decides how the program ends: it is never left out.
    const bool known = !exits.insert(one.exit).second;
    if (told.size() > kMostFaults && known) ++left;
    else faults.add(one.exit, line + (one.known ? hint(one.name, *one.known) : ""));
  }
  if (left > 0) faults.add(Exit::config, "and " + grouped(left) + " more");
  found_.clear();
}

}  // namespace serhost::config
