// Parts of the host that a table of the experiment chooses by name, such as the protocol. Each
// registers itself from a file of its own: adding one edits no other file, and the check of the
// experiment, `serhost list` and `serhost describe` know it.
//
// A registration is a static object that links a node into a list, which is read only after main
// has begun. Nothing refers to such a file by name, so its library is linked as a whole
// (LINK_LIBRARY:WHOLE_ARCHIVE in CMake).
#pragma once

#include <serhost/values.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::config {

struct Piece {
  const char* kind;                        ///< "protocol"
  const char* name;                        ///< as the experiment writes it: "k-fold"
  const char* summary;                     ///< one line, lower case, no full stop
  int order;                               ///< place in lists, small first
  std::vector<ParamSpec> (*parameters)();  ///< the keys of its table that it uses
  void (*maker)();                         ///< what makes it; its type is the kind's business
  const Piece* next = nullptr;
};

struct RegisteredPiece {
  explicit RegisteredPiece(Piece& piece) noexcept;
};

/// All of a kind, by `order`, then by name.
std::vector<const Piece*> pieces_of(std::string_view kind);
std::vector<std::string> names_of_pieces(std::string_view kind);

/// "protocol", ...: sorted.
std::vector<std::string> piece_kinds();

/// nullptr where there is none.
const Piece* find_piece(std::string_view kind, std::string_view name);

}  // namespace serhost::config
