// Collects faults while a document is read, with their places, so that they are reported in the
// order of the text.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace serhost::config {

/// Names that were known where a fault was found.
using Names = std::shared_ptr<const std::vector<std::string>>;

class Findings {
 public:
  void add(const Place& place, std::string message) {
    add(Exit::config, place, std::move(message));
  }
  void add(Exit exit, const Place& place, std::string message);
  /// The message goes on with a hint at the nearest of `known` to `name`, which is looked for only
  /// if the fault is told: there may be as many faults as names.
  void add(const Place& place, std::string message, std::string name, Names known);
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
    std::string name;
    Names known;           ///< null: no hint
    std::size_t file = 0;  ///< which one, in the order of first mention
  };
  std::string line_of(const Found& one) const;
  void sort();

  std::vector<Found> found_;
  std::vector<std::string> notes_;
  std::set<std::string> noted_;
};

}  // namespace serhost::config
