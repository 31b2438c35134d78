// Joins faults into one message and chooses the exit status.
#include "base/error.hpp"

#include <array>
#include <set>

#include "base/words.hpp"

namespace serhost {

std::string Place::text() const {
  if (line == 0) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void Faults::add(Exit exit, const Place& place, const std::string& message) {
  const auto where = place.text();
  faults_.push_back({exit, where.empty() ? message : where + ": " + message});
}

Exit Faults::exit() const {
  for (const auto wanted :
       std::array{Exit::config, Exit::missing, Exit::unavailable, Exit::damaged}) {
    for (const auto& fault : faults_) {
      if (fault.exit == wanted) return wanted;
    }
  }
  return faults_.empty() ? Exit::ok : faults_.front().exit;
}

std::string Faults::text() const {
  // One that may decide the exit status is told, wherever it is; so is a count behind the others.
  std::set<Exit> exits;
  std::string out;
  std::size_t told = 0, left = 0;
  for (const auto& fault : faults_) {
    const bool known = !exits.insert(fault.exit).second;
    const bool last = &fault == &faults_.back() && left == 0;
    if (told >= kMostFaults && known && !last) {
      ++left;
      continue;
    }
    if (told++ > 0) out += '\n';
    out += fault.message;
  }
  if (left > 0) out += "\nand " + grouped(left) + " more";
  return out;
}

void Faults::throw_if_any() const {
  if (!faults_.empty()) throw Error(exit(), text());
}

}  // namespace serhost
