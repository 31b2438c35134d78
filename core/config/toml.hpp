// A TOML document as a small tree in which everything knows its place. toml++ is used behind it and
// nowhere else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"

namespace serhost::config {

struct Member;

/// One value of a document.
struct Node {
  enum class Type { boolean, integer, real, text, date, list, table };

  Type type = Type::table;
  Place place;
  bool boolean = false;
  bool renamed = false;  ///< its key has today's name instead of the one that was written
  std::int64_t integer = 0;
  double real = 0.0;
  std::string text;             ///< of `text`; of `date` as written
  std::vector<Node> items;      ///< of `list`
  std::vector<Member> members;  ///< of `table`, sorted by key
  bool broken = false;  ///< a fault in it has been told already: readers pass over it in silence
  bool whole = false;   ///< written as one value by an override: replaces instead of merging

  bool is(Type wanted) const { return type == wanted; }
  const Member* member(
      std::string_view key) const;  ///< nullptr where there is none, or this is no table
  const Node* find(std::string_view key) const;  ///< its value
  Node* find(std::string_view key);
  Member& add(std::string key, const Place& key_place,
              Node value);  ///< replaces a member of the same name, keeps the order
  /// All at once, where adding one after the other would move those behind each time. The keys must
  /// differ from each other and from those that are there.
  void add_all(std::vector<Member> others);
};

struct Member {
  std::string key;
  Place place;  ///< of the key
  Node value;
};

inline constexpr std::size_t kLargestDocument = std::size_t{16} << 20;  ///< bytes
inline constexpr int kDeepestNesting = 64;

/// Parses `text`; `name` is what places call the file. Throws ConfigError with file:line:column for
/// text that is not TOML, not UTF-8, holds zero bytes, or is larger or deeper than the limits.
Node parse_toml(std::string_view text, const std::string& name);

/// "the string "ten"", "3", "a list", "the date 2024-01-01": what was found, for messages.
std::string found(const Node& node);

}  // namespace serhost::config
