// The keys of a host's table, declared once: as a component's parameters are (serhost/schema.hpp),
// and besides those whose value is a table itself, such as `optimizer`. From the declaration come
// the check of the experiment, the resolved text, `serhost describe table` and the page of keys.
//
//   void declare(TableSchema<TrainTable>& schema) {
//     schema.add("epochs", &TrainTable::epochs).at_least(1).help("passes over the training part");
//     schema.add("optimizer", &TrainTable::optimizer).like("a table as in { ... }").help("...");
//   }
#pragma once

#include <functional>
#include <memory>
#include <serhost/schema.hpp>
#include <string>
#include <utility>
#include <vector>

#include "config/components.hpp"
#include "config/writer.hpp"

namespace serhost::config {

/// One declared key.
struct KeySpec : ParamSpec {
  KeySpec() = default;
  KeySpec(ParamSpec spec) : ParamSpec(std::move(spec)) {}  // NOLINT: a parameter is a key
  std::string table;   ///< "table of texts"; empty where the value is one that parameters have, too
  std::string wanted;  ///< of a table: what messages ask for, "a table as in { ... }"
  std::string otherwise;  ///< of a table: its default, as an experiment would write it
  Recorded recorded = Recorded::always;
};

/// How a key that holds a table is read and written, for the type of its member: `type` in words,
/// `void read(TableReader& parent, const KeySpec&, T& to, const Components&)`, which collects
/// faults, and `std::string text(const T&, const Writer&)`.
template <class T>
struct TableTraits;

template <class T>
concept HoldsTable = requires { TableTraits<T>::type; };

/// As a component's; what is the host's alone comes first.
class KeyQualifier : public Qualifier {
 public:
  explicit KeyQualifier(KeySpec& spec) : Qualifier(spec), key_(spec) {}
  KeyQualifier& recorded(Recorded when) {
    key_.recorded = when;
    return *this;
  }
  KeyQualifier& like(std::string wanted) {
    key_.wanted = std::move(wanted);
    return *this;
  }

 private:
  KeySpec& key_;
};

template <class Options>
class TableSchema {
 public:
  /// Declares the TOML key `name`; the default is what `Options{}` holds.
  template <class T>
  KeyQualifier add(std::string name, T Options::* member) {
    Entry entry{std::make_unique<KeySpec>(), {}, {}};
    auto& spec = *entry.spec;
    if constexpr (HoldsTable<T>) {
      spec.type = ParamType::weights;
      spec.optional = true;
      spec.table = TableTraits<T>::type;
      entry.read = [member](Options& to, TableReader& table, const KeySpec& key,
                            const Components& components) {
        TableTraits<T>::read(table, key, to.*member, components);
      };
      entry.text = [member](const Options& from, const KeySpec&, const Writer& to) {
        return TableTraits<T>::text(from.*member, to);
      };
    } else {
      using Traits = detail::ParamTraits<T>;
      spec.type = Traits::type;
      spec.optional = Traits::optional;
      spec.fallback = Traits::to_value(Options{}.*member);
      entry.read = [member](Options& to, TableReader& table, const KeySpec& key,
                            const Components& components) {
        Traits::assign(to.*member, read_value(table, key, components));
      };
      entry.text = [member](const Options& from, const KeySpec& key, const Writer& to) {
        return parameter_text(key, Traits::to_value(from.*member), to);
      };
    }
    spec.name = std::move(name);
    entries_.push_back(std::move(entry));
    return KeyQualifier(spec);
  }

  /// What was declared, in order.
  std::vector<KeySpec> keys() const {
    std::vector<KeySpec> out;
    for (const auto& entry : entries_) {
      out.push_back(*entry.spec);
      if (!entry.spec->table.empty())
        out.back().otherwise = entry.text(Options{}, *entry.spec, Writer(false));
    }
    return out;
  }

  /// Takes every declared key from the table: its default where it was left out or is faulty.
  void read(TableReader& table, Options& to, const Components& components) const {
    for (const auto& entry : entries_) entry.read(to, table, *entry.spec, components);
  }

  /// Calls `line(key, text)` for every key that is recorded.
  template <class Line>
  void each(const Options& from, const Writer& to, const Line& line) const {
    const Options defaults{};
    for (const auto& entry : entries_) {
      const auto& spec = *entry.spec;
      const auto text = entry.text(from, spec, to);
      if (text.empty()) continue;
      const bool set = asks_whether_set(spec.recorded) && text != entry.text(defaults, spec, to);
      if (to.records(spec.recorded, set)) line(to.key(spec), text);
    }
  }

 private:
  struct Entry {
    std::unique_ptr<KeySpec> spec;  // by pointer: a qualifier stays valid while more are added
    std::function<void(Options&, TableReader&, const KeySpec&, const Components&)> read;
    std::function<std::string(const Options&, const KeySpec&, const Writer&)> text;
  };
  std::vector<Entry> entries_;
};

/// What `declare(TableSchema<Options>&)` says.
template <class Options>
TableSchema<Options> table_schema() {
  TableSchema<Options> out;
  declare(out);
  return out;
}

/// The keys that a table declares, in order.
template <class Options>
std::vector<KeySpec> keys_of() {
  return table_schema<Options>().keys();
}

/// The same without what only a table has.
template <class Options>
std::vector<ParamSpec> parameters_of() {
  const auto keys = keys_of<Options>();
  return {keys.begin(), keys.end()};
}

template <class Options>
Options read_table(TableReader& table, const Components& components) {
  Options out;
  table_schema<Options>().read(table, out, components);
  return out;
}

/// A line for every key that is recorded, but not for `except`.
template <class Options>
void write_lines(const Options& options, Writer& out, const std::string& except = "") {
  table_schema<Options>().each(options, out, [&](const std::string& key, const std::string& text) {
    if (key != except) out.line(key, text);
  });
}

}  // namespace serhost::config
