// From literals to the types that a schema declares, with the checks that the program makes.
#include "testing/values.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <optional>
#include <utility>

#include "base/error.hpp"
#include "base/text.hpp"
#include "testing/literal.hpp"

namespace serhost::testing {
namespace {

using Form = Literal::Form;
using Entries = std::vector<std::pair<std::string, Literal>>;

/// What values are checked against besides the schema.
struct Known {
  const host::Registry& registry;
  const std::vector<std::string>& classes;
};

Values values_from(const Known& known, const host::ComponentInfo& info, const Entries& entries);

template <class Number>
std::optional<Number> number_of(const Literal& literal) {
  Number number{};
  const auto* const end = literal.word.data() + literal.word.size();
  const auto [stopped, error] = std::from_chars(literal.word.data(), end, number);
  if (literal.form != Form::word || literal.quoted || error != std::errc() || stopped != end)
    return std::nullopt;
  return number;
}

/// One parameter's value in the making; knows what to say when it cannot be.
class Reader {
 public:
  Reader(const Known& known, const ParamSpec& spec) : known_(known), spec_(spec) {}

  Value read(const Literal& from) const {
    switch (spec_.type) {
      case ParamType::boolean:
        return boolean(from);
      case ParamType::integer:
        return integer(from);
      case ParamType::real:
        return real(from);
      case ParamType::text:
        return text(from);
      case ParamType::path:
        return std::filesystem::absolute(text(from));
      case ParamType::integers:
        return list<std::int64_t>(from, &Reader::integer);
      case ParamType::reals:
        return list<double>(from, &Reader::real);
      case ParamType::texts:
        return list<std::string>(from, &Reader::text);
      case ParamType::weights:
        return weights(from);
      case ParamType::integer_or_text:
        return number_of<std::int64_t>(from) ? Value(integer(from)) : Value(text(from));
      case ParamType::part:
        return std::vector<PartValue>{part(from)};
      case ParamType::parts:
        return list<PartValue>(from, &Reader::part);
    }
    fail("a known type");
  }

 private:
  [[noreturn]] void fail(const std::string& expected) const {
    throw ConfigError("parameter '" + spec_.name + "': expected " + expected);
  }

  bool boolean(const Literal& from) const {
    if (from.form != Form::word || (from.word != "true" && from.word != "false"))
      fail("true or false");
    return from.word == "true";
  }
  std::int64_t integer(const Literal& from) const {
    const auto number = number_of<std::int64_t>(from);
    if (!number) fail("an integer");
    check_range(static_cast<double>(*number));
    return *number;
  }
  double real(const Literal& from) const {
    const auto number = number_of<double>(from);
    if (!number) fail("a number");
    check_range(*number);
    return *number;
  }
  std::string text(const Literal& from) const {
    if (from.form != Form::word) fail("a text");
    if (spec_.choices.empty()) return from.word;
    for (const auto& choice : spec_.choices) {
      if (choice == from.word) return choice;
    }
    fail("one of " + join(spec_.choices, ", ") + ", found '" + from.word + "'");
  }
  template <class Item>
  std::vector<Item> list(const Literal& from, Item (Reader::*item)(const Literal&) const) const {
    if (from.form != Form::list) fail("a list: [a, b]");
    std::vector<Item> all;
    for (const auto& literal : from.items) all.push_back((this->*item)(literal));
    return all;
  }
  std::map<std::string, double> weights(const Literal& from) const {
    if (from.form != Form::table) fail("a table: {name=1.0}");
    std::map<std::string, double> all;
    for (const auto& [key, literal] : from.entries) {
      if (spec_.keys_are_classes &&
          std::find(known_.classes.begin(), known_.classes.end(), key) == known_.classes.end()) {
        fail("names of the task's classes, found '" + key + "'");
      }
      all[key] = real(literal);
    }
    return all;
  }
  PartValue part(const Literal& from) const {
    if (from.form != Form::table) fail("a table: {plugin=name}");
    PartValue made;
    Entries rest;
    for (const auto& [key, literal] : from.entries) {
      if (key == "plugin") made.plugin = literal.word;
      else if (key == "weight") made.weight = number_of<double>(literal).value_or(1.0);
      else rest.emplace_back(key, literal);
    }
    const auto& info = known_.registry.get(spec_.part_kind, made.plugin);
    made.nested = std::make_shared<const NestedParameters>(
        NestedParameters{&info, values_from(known_, info, rest)});
    return made;
  }
  void check_range(double number) const {
    if (spec_.minimum && !(number >= *spec_.minimum))
      fail(exact(*spec_.minimum) + " or more, found " + exact(number));
    if (spec_.maximum && !(number <= *spec_.maximum))
      fail(exact(*spec_.maximum) + " or less, found " + exact(number));
  }

  const Known& known_;
  const ParamSpec& spec_;
};

Values values_from(const Known& known, const host::ComponentInfo& info, const Entries& entries) {
  Values values;
  std::vector<std::string> names;
  for (const auto& spec : info.parameters) {
    values.push_back(spec.optional ? Value() : spec.fallback);
    names.push_back(spec.name);
  }
  for (const auto& [key, literal] : entries) {
    const auto place = std::find(names.begin(), names.end(), key);
    if (place == names.end()) {
      throw ConfigError(std::string(name_of(info.kind)) + " '" + info.name +
                        "' has no parameter '" + key + "'." + suggestion(key, names));
    }
    const auto i = static_cast<std::size_t>(place - names.begin());
    values[i] = Reader(known, info.parameters[i]).read(literal);
  }
  return values;
}

}  // namespace

Values values_of(const host::Registry& registry, const host::ComponentInfo& info,
                 const std::vector<std::string>& parameters,
                 const std::vector<std::string>& classes) {
  Entries entries;
  for (const auto& parameter : parameters) {
    const auto equals = parameter.find('=');
    if (equals == std::string::npos) throw ConfigError("'" + parameter + "': expected key=value");
    try {
      entries.emplace_back(std::string(trim(parameter.substr(0, equals))),
                           parse_literal(parameter.substr(equals + 1)));
    } catch (const std::invalid_argument& error) { throw ConfigError(error.what()); }
  }
  return values_from({registry, classes}, info, entries);
}

const host::Registry& registry() {
  static const auto* const found =
      new host::Registry(host::Registry::discover(host::PluginSearchPath::standard()));
  return *found;
}

}  // namespace serhost::testing
