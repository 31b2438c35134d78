// One list for all kinds; there are a few dozen pieces.
#include "config/pieces.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace serhost::config {
namespace {

const Piece*& first() noexcept {
  static const Piece* head = nullptr;
  return head;
}

}  // namespace

RegisteredPiece::RegisteredPiece(Piece& piece) noexcept {
  piece.next = first();
  first() = &piece;
}

std::vector<const Piece*> pieces_of(std::string_view kind) {
  std::vector<const Piece*> out;
  for (const auto* piece = first(); piece != nullptr; piece = piece->next) {
    if (kind == piece->kind) out.push_back(piece);
  }
  std::sort(out.begin(), out.end(), [](const Piece* a, const Piece* b) {
    return std::tuple(a->order, std::string_view(a->name)) <
           std::tuple(b->order, std::string_view(b->name));
  });
  return out;
}

std::vector<std::string> names_of_pieces(std::string_view kind) {
  std::vector<std::string> out;
  for (const auto* piece : pieces_of(kind)) out.emplace_back(piece->name);
  return out;
}

std::vector<std::string> piece_kinds() {
  std::set<std::string> kinds;
  for (const auto* piece = first(); piece != nullptr; piece = piece->next)
    kinds.insert(piece->kind);
  return {kinds.begin(), kinds.end()};
}

const Piece* find_piece(std::string_view kind, std::string_view name) {
  for (const auto* piece : pieces_of(kind)) {
    if (name == piece->name) return piece;
  }
  return nullptr;
}

}  // namespace serhost::config
