// The fields of one row of a list, taken out one by one: what is left over are columns of the
// user's own.
#pragma once

#include <cstdint>
#include <optional>
#include <serhost/dataset.hpp>
#include <serhost/readers/table.hpp>
#include <string>

namespace serhost::readers {

/// The whole text as a finite number, whatever the locale; nullopt where it is none.
std::optional<double> number_of(const std::string& text);

/// A row that is taken apart.
class Fields {
 public:
  /// `decimal_comma`: numbers may be written "0,5". What is wrong goes to `problems`, with the
  /// row's line.
  Fields(Row row, bool decimal_comma, Problems& problems)
      : row_(std::move(row)), decimal_comma_(decimal_comma), problems_(problems) {}

  /// Takes a field out of the row; nullopt where it is absent or empty.
  std::optional<std::string> text(const std::string& name);
  /// Whether it is there, and not empty.
  bool has(const std::string& name) const { return row_.fields.contains(name); }
  /// A finite number; below `lowest` it is a fault.
  std::optional<double> real(const std::string& name, double lowest = -1e300);
  /// A whole number from 0.
  std::optional<std::int64_t> integer(const std::string& name);
  /// Seconds of `start` and `end` under these names; `end` must be after `start`.
  void section(Utterance& one, const std::string& start, const std::string& end);
  /// The votes for `label`, a number from 0.
  void vote(Utterance& one, const std::string& label, const std::string& count);

  /// Adds a fault in this row.
  void wrong(const std::string& what) { problems_.add(row_.line, what); }
  /// What has not been taken yet.
  Row& row() { return row_; }

 private:
  template <class T>
  std::optional<T> number(const std::string& name, std::string given, T lowest);

  Row row_;
  bool decimal_comma_;
  Problems& problems_;
};

}  // namespace serhost::readers
