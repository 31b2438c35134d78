// Collects faults while a document is read, with their places, so that they are reported in the
// order of the text.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace serhost::config {

class Findings {
 public:
  void add(const Place& place, std::string message) {
    add(Exit::config, place, std::move(message));
  }
  void add(Exit exit, const Place& place, std::string message);
  /// A fault whose message already holds its place (of a parser, or of a file that cannot be read).
  void add(const Error& error);
  /// No fault, but worth a line in the log; told once.
  void note(const Place& place, const std::string& message);
  const std::vector<std::string>& notes() const { return notes_; }
  bool empty() const { return found_.empty(); }
  bool only(Exit exit) const;  ///< true too where there are none
  std::size_t size() const { return found_.size(); }

  /// Sorted by file (in the order of first mention), line and column; the same sentence at the same
  /// place once.
  void move_to(Faults& faults);

 private:
  struct Found {
    Exit exit;
    Place place;
    std::string message;
    bool placed;  ///< `message` holds the place
  };
  std::vector<Found> found_;
  std::vector<std::string> notes_;
};

}  // namespace serhost::config
