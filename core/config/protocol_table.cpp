// [protocol]: how clips become train, validation and test parts. A key that another protocol uses
// is no fault: it may come from a parent file.
#include <algorithm>

#include "config/pieces.hpp"
#include "config/tables.hpp"
#include "metrics/registry.hpp"

namespace serhost::config {
namespace {

void read_validation(TableReader& protocol, ValidationRule& to) {
  const auto* node = protocol.take("validation");
  if (!node) return;
  const auto key = protocol.name("validation");
  if (!node->is(Node::Type::table)) {
    return wrong(*node, key, "a table as in { from = \"speakers\", fraction = 0.2 }",
                 protocol.findings());
  }
  TableReader table(*node, key, "[" + key + "]", protocol.findings());
  to.by_default = !table.has("from");
  table.read("from", to.from, {"speakers", "random", "session", "official", "test", "none"});
  table.read("fraction", to.fraction, between(0, 1));
  table.finish();
}

void read_unit(TableReader& table, ProtocolTable& to) {
  std::string unit = "speaker";
  to.unit_given = table.has("unit");
  table.read("unit", unit, {"speaker", "clip"});
  to.by_speaker = unit == "speaker";
}

void read_claims(TableReader& table, ProtocolTable& to) {
  if (const auto* node = table.take("claims")) {
    if (auto claims =
            read_texts(*node, table.name("claims"),
                       {"speakers", "sessions", "dialogues", "sentences"}, table.findings()))
      to.claims = std::move(*claims);
  }
  std::string copies = "refuse";
  table.read("copies", copies, {"refuse", "allow"});
  to.copies_allowed = copies == "allow";
}

void read_folds(TableReader& table, ProtocolTable& to) {
  const auto* node = table.take("folds");
  if (node == nullptr) return;
  const auto key = table.name("folds");
  const auto numbers = read_integers(*node, key, at_least(1), table.findings());
  if (!numbers) return;
  if (numbers->empty())
    return wrong(*node, key, "a list of the numbers of folds, at least one", table.findings());
  for (std::size_t i = 0; i < numbers->size(); ++i) {
    if (std::find(numbers->begin(), numbers->begin() + static_cast<std::ptrdiff_t>(i),
                  (*numbers)[i]) != numbers->begin() + static_cast<std::ptrdiff_t>(i))
      table.findings().add(node->items[i].place,
                           key + ": " + std::to_string((*numbers)[i]) + " is listed twice");
  }
  to.folds = *numbers;
}

void read_file(TableReader& table, ProtocolTable& to) {
  if (const auto* node = table.take("file")) {
    to.file = read_path(*node, table.name("file"), table.findings());
  } else if (to.name == "folds" && !table.has("file")) {
    table.findings().add(table.place_of("name"),
                         "protocol.file is missing: the protocol 'folds' reads its parts from a "
                         "file of key,fold,part");
  }
}

}  // namespace

void declare(Schema<ProtocolTable>& schema) {
  schema.add("seed", &ProtocolTable::seed).at_least(0).help("alone decides folds and parts");
  schema.add("resplit", &ProtocolTable::resplit).help("draw the parts anew for each of `seeds`");
  schema.add("k", &ProtocolTable::k).at_least(2).help("folds of k-fold");
  schema.add("test", &ProtocolTable::test).above(0).below(1).help("test share of holdout");
  schema.add("stratify", &ProtocolTable::stratify).help("parts with like shares of the classes");
}

ProtocolTable read_protocol(TableReader& root, const Components& components) {
  const auto* node = root.take("protocol");
  if (!node) return {};
  if (!node->is(Node::Type::table)) {
    wrong(*node, "protocol", "one table [protocol]", root.findings());
    return {};
  }
  TableReader table(*node, "protocol", "[protocol]", root.findings());
  auto to = read_options<ProtocolTable>(table, components);
  table.read("name", to.name, names_of_pieces("protocol"));
  read_unit(table, to);
  read_file(table, to);
  read_folds(table, to);
  read_claims(table, to);
  read_validation(table, to.validation);
  table.read("select", to.select, metrics::selectable_metrics());
  table.finish();
  return to;
}

}  // namespace serhost::config
