// Joins faults into one message and chooses the exit status.
#include "base/error.hpp"

#include <array>
#include <set>

#include "base/first_faults.hpp"
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

FirstFaults first_faults(const Faults& faults) {
  // One that may decide the exit status is told, wherever it is; so is a count behind the others.
  std::set<Exit> exits;
  FirstFaults out;
  for (const auto& fault : faults.all()) {
    const bool known = !exits.insert(fault.exit).second;
    const bool last = &fault == &faults.all().back() && out.left == 0;
    if (out.shown.size() >= kMostFaults && known && !last) ++out.left;
    else out.shown.push_back(&fault);
  }
  return out;
}

std::string Faults::text() const {
  std::string out;
  const auto first = first_faults(*this);
  for (const auto* fault : first.shown) out += (out.empty() ? "" : "\n") + fault->message;
  if (first.left > 0) out += "\nand " + grouped(first.left) + " more";
  return out;
}

void Faults::throw_if_any() const {
  if (!faults_.empty()) throw Error(exit(), text());
}

}  // namespace serhost
