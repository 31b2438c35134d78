// Keys of pieces go through the same readers as a plugin's parameters.
#include "config/piece_keys.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

class Told final : public PieceKeys {
 public:
  Told(TableReader& table, const Place& place) : table_(table), place_(place) {}
  bool has(const std::string& key) const override { return table_.has(key); }
  void missing(const std::string& key, const std::string& why) override {
    table_.findings().add(place_, table_.name(key) + " is missing: " + why);
  }
  void wrong(const std::string& key, const std::string& wanted) override {
    if (const auto* node = table_.take(key))
      config::wrong(*node, table_.name(key), wanted, table_.findings());
  }

 private:
  TableReader& table_;
  Place place_;
};

}  // namespace

Values read_own_keys(const Piece& piece, TableReader& table, const Components& components) {
  Values out;
  if (!piece.own) return out;
  for (const auto& spec : piece.parameters()) out.push_back(read_value(table, spec, components));
  return out;
}

void check_keys(const Piece& piece, const Values& own, TableReader& table, const Place& place) {
  if (piece.check == nullptr) return;
  Told keys(table, place);
  piece.check(own, keys);
}

void refuse_others(const Piece& chosen, TableReader& table) {
  std::map<std::string, Choices> owners;
  for (const auto* other : pieces_of(chosen.kind)) {
    for (const auto& spec : other->parameters()) owners[spec.name].emplace_back(other->name);
  }
  for (const auto& [key, users] : owners) {
    if (std::find(users.begin(), users.end(), chosen.name) == users.end())
      table.refuse(key, std::string(chosen.name) + " does not use it, only " + join(users, ", ") +
                            (users.size() == 1 ? " does" : " do"));
  }
}

void take_all(const char* kind, TableReader& table) {
  for (const auto* piece : pieces_of(kind)) {
    for (const auto& spec : piece->parameters()) table.take(spec.name);
  }
}

void read_piece(const char* kind, TableReader& table, std::string& name, Values& values,
                const Components& components) {
  const auto names = names_of_pieces(kind);
  const auto* given = table.take("name");
  table.read("name", name, names);
  if (names.empty()) return;  // this program has none: of their keys nothing can be said
  const auto* piece = find_piece(kind, name);
  if (piece == nullptr || (given != nullptr && given->text != name)) {
    take_all(kind, table);
  } else {
    values = read_own_keys(*piece, table, components);
    refuse_others(*piece, table);
    check_keys(*piece, values, table, table.place());
  }
  table.finish();
}

std::string piece_text(const char* kind, const std::string& name, const Values& values,
                       const Writer& to) {
  const auto* piece = find_piece(kind, name);
  const auto specs = piece == nullptr ? std::vector<ParamSpec>{} : piece->parameters();
  return "{ name = " + toml_string(name) + parameters_inline(specs, values, to) + " }";
}

}  // namespace serhost::config
