// The keys that a piece (pieces.hpp) has of its own, read from the table that names it.
#pragma once

#include "config/components.hpp"
#include "config/pieces.hpp"
#include "config/writer.hpp"

namespace serhost::config {

/// Values in the order of the piece's schema; none where its keys are not its own.
Values read_own_keys(const Piece& piece, TableReader& table, const Components& components);

/// Lets the piece check what spans several keys. What is missing is told at `place`.
void check_keys(const Piece& piece, const Values& own, TableReader& table, const Place& place);

/// Refuses the keys that only other pieces of its kind have.
void refuse_others(const Piece& chosen, TableReader& table);

/// Makes the keys of every piece of a kind known, whatever they hold.
void take_all(const char* kind, TableReader& table);

/// A table that is a piece of its own: `name` says which, and all other keys are that one's. What
/// `name` holds before is the default.
void read_piece(const char* kind, TableReader& table, std::string& name, Values& values,
                const Components& components);

/// { name = "linear", warmup = 0.1 }
std::string piece_text(const char* kind, const std::string& name, const Values& values,
                       const Writer& to);

}  // namespace serhost::config
