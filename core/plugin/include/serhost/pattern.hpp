// A regular expression that the host has compiled. Its time grows with the text and with nothing
// else, whatever the expression: what a user writes can neither stop nor crash the program. It
// neither looks ahead nor refers back to what a group has matched.
//
//   const auto name = serhost::corpus::pattern_of(root, "^([A-Z]+)_([0-9]+)$");
//   if (const auto part = name->search(stem); !part.empty()) use(part[1], part[2]);
#pragma once

#include <cstddef>
#include <serhost/export.hpp>
#include <string>
#include <vector>

namespace serhost {

/// Made by `DataRoot::pattern`.
class SERHOST_API Pattern {
 public:
  virtual ~Pattern() = default;
  /// How many groups in parentheses it has.
  virtual std::size_t groups() const = 0;
  /// [any] The first match in `text`: all of it, then what each group holds, "" for one that took
  /// no part. Empty where there is no match.
  virtual std::vector<std::string> search(const std::string& text) const = 0;
};

}  // namespace serhost
