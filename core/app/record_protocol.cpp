// The experiment as resolved.toml has it decides; run.json repeats a part of it for tables.
#include <algorithm>
#include <set>
#include <string>

#include "app/record_parts.hpp"
#include "base/text.hpp"
#include "run/contradiction.hpp"
#include "run/signature_fields.hpp"

namespace serhost::app {
namespace {

/// Compares what run.json says with keys, where the text has them.
class ProtocolKeys {
 public:
  ProtocolKeys(const std::map<std::string, std::string>& keys, const RecordParts& parts)
      : keys_(keys), parts_(parts) {}

  const std::string* find(const std::string& key) const {
    const auto at = keys_.find(key);
    return at == keys_.end() ? nullptr : &at->second;
  }

  void require(const std::string& key, const std::string& recorded) const {
    if (const auto* const value = find(key); value != nullptr && *value != recorded)
      refuse(key, recorded, *value);
  }

  [[noreturn]] void refuse(const std::string& key, const std::string& recorded,
                           const std::string& value) const {
    run::contradiction(parts_.folder, "run.json and resolved.toml", key,
                       "run.json has \"" + recorded + "\", and the experiment \"" + value + "\"");
  }

 private:
  const std::map<std::string, std::string>& keys_;
  const RecordParts& parts_;
};

/// The names of one table, or of a list of them.
std::string plugins_of(const ProtocolKeys& keys, const std::string& table) {
  if (const auto* const one = keys.find(table + ".plugin")) return bare_name(*one);
  std::vector<std::string> out;
  for (std::size_t i = 0;; ++i) {
    const auto* const next = keys.find(table + "." + std::to_string(i) + ".plugin");
    if (next == nullptr) return join(out, " + ");
    out.push_back(bare_name(*next));
  }
}

void check_components(const run::RunFacts& facts, const ProtocolKeys& keys) {
  const auto check = [&](const char* table, const std::string& recorded) {
    const auto own = plugins_of(keys, table);
    if (!own.empty() && own != recorded) keys.refuse(table, recorded, own);
  };
  check("backbone", facts.backbone);
  check("loss", facts.loss);
}

/// "[1, 2]" in any order.
void check_seeds(const run::RunFacts& facts, const ProtocolKeys& keys) {
  const auto* const text = keys.find("seeds");
  if (text == nullptr || text->size() < 2) return;
  std::set<std::int64_t> there;
  for (const auto& one : split(text->substr(1, text->size() - 2), ',')) {
    std::int64_t seed = 0;
    if (!read_number(trim(one), seed)) return;
    there.insert(seed);
  }
  if (there == std::set<std::int64_t>(facts.seeds.begin(), facts.seeds.end())) return;
  std::vector<std::string> recorded;
  for (const auto seed : facts.seeds) recorded.push_back(std::to_string(seed));
  keys.refuse("seeds", "[" + join(recorded, ", ") + "]", *text);
}

void check_validation(const run::RunFacts& facts, const ProtocolKeys& keys,
                      const RecordParts& parts) {
  const auto* const from = keys.find("protocol.validation.from");
  if (parts.evaluated) {
    if (facts.validation_is_test) keys.refuse("protocol.validation", "test", "nothing was trained");
    return;
  }
  const auto stamped = [](bool stamp) {
    return std::string(stamp ? "is" : "is not") + " the test";
  };
  const bool by_rule = run::rule_of(facts.validation) == "test";
  if (by_rule != facts.validation_is_test)
    keys.refuse("protocol.validation_is_test", stamped(facts.validation_is_test), facts.validation);
  if (from == nullptr) return;
  if ((*from == "test") != facts.validation_is_test)
    keys.refuse("protocol.validation_is_test", stamped(facts.validation_is_test), *from);
  if (*from != run::rule_of(facts.validation))
    keys.refuse("protocol.validation", facts.validation, *from);
}

/// A record that was put together of several trials has the name of the sweep, and the experiment
/// of the first of them.
void check_name(const run::RunFacts& facts, const ProtocolKeys& keys, const RecordParts& parts) {
  const bool gathered = std::any_of(facts.notes.begin(), facts.notes.end(), [](const auto& note) {
    return note.starts_with("hyper-parameters: ");
  });
  if (!gathered && !parts.evaluated && parts.is_todays) keys.require("name", facts.name);
}

/// As many as are listed; of a record that was begun by an earlier version up to the last number.
void check_folds(const run::Run& run, const RecordParts& parts) {
  if (!parts.folds || parts.folds->clips.empty()) return;
  std::set<std::int64_t> there;
  for (const auto& clip : parts.folds->clips) there.insert(clip.fold);
  const auto count = static_cast<std::int64_t>(there.size());
  if (run.folds == count || run.folds == *there.rbegin()) return;
  run::contradiction(
      parts.folder, "run.json and folds.csv", "folds",
      "run.json has " + std::to_string(run.folds) + ", and the list " + std::to_string(count));
}

}  // namespace

void check_protocol(const run::EvaluatedRun& read, const RecordParts& parts) {
  const auto& facts = read.run.facts;
  const ProtocolKeys keys(read.keys, parts);
  check_name(facts, keys, parts);
  keys.require("task", facts.task);
  keys.require("protocol.name", facts.protocol);
  keys.require("protocol.seed", std::to_string(facts.protocol_seed));
  check_seeds(facts, keys);
  check_folds(read.run, parts);
  check_components(facts, keys);
  check_validation(facts, keys, parts);
  if (!parts.evaluated) keys.require("protocol.select", facts.select);
}

}  // namespace serhost::app
