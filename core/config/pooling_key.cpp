// [head] pooling: a name, or a table { name = "...", ... } with the pooling's own keys. Which of
// the two was written makes no difference: a pooling without keys is recorded by its name.
#include "config/piece_keys.hpp"
#include "config/tables.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {

void read_pooling(TableReader& head, HeadOptions& to, const Components& components) {
  const auto* node = head.take("pooling");
  if (node == nullptr) return;
  const auto path = head.name("pooling");
  Node table;
  table.place = node->place;
  if (!node->is(Node::Type::table)) {
    const auto name = read_text(*node, path, names_of_pieces("pooling"), head.findings());
    if (!name) return;
    to.pooling = *name;
  }
  TableReader reader(node->is(Node::Type::table) ? *node : table, path, "[" + path + "]",
                     head.findings());
  read_piece("pooling", reader, to.pooling, to.pooling_keys, components);
}

std::string pooling_text(const HeadOptions& from, const Writer& to) {
  const auto* piece = find_piece("pooling", from.pooling);
  return piece == nullptr || !piece->own
             ? toml_string(from.pooling)
             : piece_text("pooling", from.pooling, from.pooling_keys, to);
}

}  // namespace serhost::config
