// [protocol]: how clips become train, validation and test parts. A key that another protocol uses
// is no fault: it may come from a parent file.
#include <algorithm>
#include <stdexcept>

#include "config/piece_keys.hpp"
#include "config/tables.hpp"
#include "config/toml_text.hpp"
#include "metrics/registry.hpp"

namespace serhost::config {
namespace {

/// What the declaration cannot say of `folds`.
void check_folds(TableReader& table, const ProtocolTable& to) {
  const auto* node = table.take("folds");
  if (node == nullptr || !to.folds) return;
  const auto key = table.name("folds");
  const auto& numbers = *to.folds;
  if (numbers.empty())
    return wrong(*node, key, "a list of the numbers of folds, at least one", table.findings());
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const auto here = numbers.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::find(numbers.begin(), here, *here) != here)
      table.findings().add(node->items[i].place,
                           key + ": " + std::to_string(*here) + " is listed twice");
  }
}

/// The keys that only this protocol has. One that another protocol has is no fault.
void read_own(TableReader& table, ProtocolTable& to, const Components& components) {
  take_all("protocol", table);
  const auto* piece = find_piece("protocol", to.name);
  if (piece == nullptr) return;
  if (piece->own) {
    const auto shared = keys_of<ProtocolTable>();
    for (const auto& spec : piece->parameters()) {
      const bool taken = std::any_of(shared.begin(), shared.end(), [&](const ParamSpec& other) {
        return other.name == spec.name;
      });
      if (taken)
        throw std::logic_error("protocol '" + to.name + "' declares the key '" + spec.name +
                               "', which every protocol has");
    }
  }
  to.own = read_own_keys(*piece, table, components);
  check_keys(*piece, to.own, table, table.place_of("name"));
}

}  // namespace

void declare(TableSchema<ValidationRule>& schema) {
  schema.add("from", &ValidationRule::from)
      .one_of({"speakers", "random", "session", "official", "test", "none"})
      .help(
          "what is drawn from the training part; left out: speakers, random "
          "where they are "
          "unknown");
  schema.add("fraction", &ValidationRule::fraction)
      .above(0)
      .below(1)
      .help("share of the training part");
}

void declare(TableSchema<ProtocolTable>& schema) {
  schema.add("name", &ProtocolTable::name)
      .one_of(names_of_pieces("protocol"))
      .help("how test parts are made");
  schema.add("seed", &ProtocolTable::seed)
      .at_least(0)
      .at_most(kLargestSeed)
      .help("alone decides folds and parts");
  schema.add("resplit", &ProtocolTable::resplit).help("draw the parts anew for each of `seeds`");
  schema.add("k", &ProtocolTable::k).at_least(2).at_most(kMostFolds).help("folds of k-fold");
  schema.add("test", &ProtocolTable::test).above(0).below(1).help("test share of holdout");
  schema.add("stratify", &ProtocolTable::stratify).help("parts with like shares of the classes");
  schema.add("unit", &ProtocolTable::unit)
      .one_of({"speaker", "clip"})
      .help(
          "what holdout and k-fold draw; left out: speakers where they are "
          "known");
  schema.add("file", &ProtocolTable::file).help("needed by `folds`: lines of key,fold,part");
  schema.add("folds", &ProtocolTable::folds)
      .at_least(1)
      .at_most(kMostFolds)
      .formerly("only")
      .help("numbers of the folds that are run; left out: all");
  schema.add("claims", &ProtocolTable::claims)
      .recorded(Recorded::where_set)
      .one_of({"speakers", "sessions", "dialogues", "sentences"})
      .help(
          "what test must not share with training and validation, beyond the "
          "protocol's claims");
  schema.add("copies", &ProtocolTable::copies)
      .recorded(Recorded::where_set)
      .one_of({"refuse", "allow"})
      .help("a recording and its copy in two parts");
  schema.add("validation", &ProtocolTable::validation)
      .like("a table as in { from = \"speakers\", fraction = 0.2 }")
      .help("where the validation part comes from");
  schema.add("select", &ProtocolTable::select)
      .one_of(metrics::selectable_metrics())
      .help("the metric on the validation part that selects the checkpoint");
}

void TableTraits<ValidationRule>::read(TableReader& parent, const KeySpec& key, ValidationRule& to,
                                       const Components& components) {
  const auto* node = table_in(parent, key);
  if (node == nullptr) return;
  const auto path = parent.name(key.name);
  TableReader table(*node, path, "[" + path + "]", parent.findings());
  table_schema<ValidationRule>().read(table, to, components);
  table.finish();
}

/// `from` left out means speakers where they are known, else random; written, it means what it
/// says.
std::string TableTraits<ValidationRule>::text(const ValidationRule& from, const Writer& to) {
  std::string out;
  table_schema<ValidationRule>().each(
      from, to, [&](const std::string& key, const std::string& value) {
        out += (out.empty() ? "{ " : ", ") + toml_key(key) + " = " + value;
      });
  return out + " }";
}

SERHOST_TABLE(ProtocolTable, "protocol", "how clips become train, validation and test parts", 20);
SERHOST_TABLE(ValidationRule, "protocol.validation", "where the validation part comes from", 30);

ProtocolTable read_protocol(TableReader& root, const Components& components) {
  const auto* node = root.take("protocol");
  if (!node) return {};
  if (!node->is(Node::Type::table)) {
    wrong(*node, "protocol", "one table [protocol]", root.findings());
    return {};
  }
  TableReader table(*node, "protocol", "[protocol]", root.findings());
  auto to = read_table<ProtocolTable>(table, components);
  check_folds(table, to);
  read_own(table, to, components);
  table.finish();
  return to;
}

}  // namespace serhost::config
