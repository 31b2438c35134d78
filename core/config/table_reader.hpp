// Reads the keys of one table: what is there is checked for type, range and choice, what was never
// asked for is an unknown key. Faults are collected, and the value that was there before stays.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "config/findings.hpp"
#include "config/toml.hpp"

namespace serhost::config {

/// Bounds of a number.
struct Range {
  std::optional<double> at_least, above, at_most, below;
  bool holds(double value) const;
  std::string words() const;  ///< " of at least 1", " above 0", " from 0 to 1", ""
};

/// The texts that are allowed; one that ends in ":N" stands for any number there.
using Choices = std::vector<std::string>;

/// One value, checked; nullopt where it is faulty, which has then been told. `key` is its dotted
/// name.
std::optional<bool> read_boolean(const Node& node, const std::string& key, Findings& findings);
std::optional<std::int64_t> read_integer(const Node& node, const std::string& key,
                                         const Range& range, Findings& findings);
std::optional<double> read_real(const Node& node, const std::string& key, const Range& range,
                                Findings& findings);  ///< whole numbers too
std::optional<std::string> read_text(const Node& node, const std::string& key,
                                     const Choices& choices, Findings& findings);
std::optional<std::filesystem::path> read_path(
    const Node& node, const std::string& key,
    Findings& findings);  ///< absolute; one that does not exist is told and returned
std::optional<std::vector<std::int64_t>> read_integers(const Node& node, const std::string& key,
                                                       const Range& range, Findings& findings);
std::optional<std::vector<double>> read_reals(const Node& node, const std::string& key,
                                              const Range& range, Findings& findings);
std::optional<std::vector<std::string>> read_texts(const Node& node, const std::string& key,
                                                   const Choices& choices, Findings& findings);

/// A name that people read, and tell from others, by its look: a fault where it holds characters
/// that a terminal obeys or that turn the writing. `what`: "dataset.name", "the axis".
void check_shown_name(Findings& findings, const Place& place, const std::string& what,
                      const std::string& name);
/// The same of a name that is also a folder's.
void check_folder_name(Findings& findings, const Place& place, const std::string& what,
                       const std::string& name);

/// "KEY: found X, but must be WANTED".
void wrong(const Node& node, const std::string& key, const std::string& wanted, Findings& findings);

class TableReader {
 public:
  /// `path`: dotted name, "" for the root. `title`: "[train]", for unknown keys.
  TableReader(const Node& table, std::string path, std::string title, Findings& findings)
      : table_(table), path_(std::move(path)), title_(std::move(title)), findings_(findings) {}

  /// The value of a key, which is thereby known; nullptr where there is none or its fault has been
  /// told.
  const Node* take(const std::string& key);
  bool has(const std::string& key) const { return table_.find(key) != nullptr; }
  std::string name(const std::string& key) const { return path_.empty() ? key : path_ + "." + key; }
  const Place& place() const { return table_.place; }
  Place place_of(const std::string& key) const;  ///< of the key itself
  Findings& findings() { return findings_; }

  void read(const std::string& key, bool& to);
  void read(const std::string& key, std::int64_t& to, const Range& range);
  void read(const std::string& key, double& to, const Range& range);
  void read(const std::string& key, std::string& to, const Choices& choices);
  void read(const std::string& key, std::optional<std::int64_t>& to, const Range& range);
  void read(const std::string& key, std::optional<double>& to, const Range& range);
  void read(const std::string& key, std::vector<std::int64_t>& to, const Range& range);
  void read(const std::string& key, std::vector<double>& to, const Range& range);

  /// Known, but of no use here: a fault that says why.
  void refuse(const std::string& key, const std::string& why);

  /// Tells every key that was never taken.
  void finish();

 private:
  const Node& table_;
  std::string path_, title_;
  Findings& findings_;
  std::vector<std::string> known_, refused_;
};

}  // namespace serhost::config
