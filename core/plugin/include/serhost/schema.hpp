// Parameters are declared once: `schema.add("gamma", &Options::gamma).at_least(0).help("...")`.
// From that one line come the check of the experiment file, `serhost describe`, the run record and
// docs/components.md.
//
//   struct Options { double gamma = 2.0; };
//   static void declare(serhost::Schema<Options>& schema) {
//     schema.add("gamma", &Options::gamma).at_least(0.0).help("0 gives cross-entropy");
//   }
#pragma once

#include <functional>
#include <serhost/values.hpp>
#include <string>
#include <utility>
#include <vector>

namespace serhost {

/// A nested component, handed over made. Members of `Options`: `Part<Loss>` or
/// `std::vector<Part<Loss>>`.
template <class T>
struct Part {
  /// Name of the component, as the experiment says it.
  std::string plugin;
  /// What a sum of parts weighs it with.
  double weight = 1.0;
  /// Made by the host.
  std::shared_ptr<T> component;
};

namespace detail {

/// Of a type that no option can have: says which can.
template <class T>
struct ParamTraits {
  static_assert(
      sizeof(T) == 0,
      "a member of Options has a type that a TOML value cannot become. Supported are: bool, "
      "std::int64_t (not int), double (not float), std::string, std::filesystem::path, "
      "std::vector of std::int64_t, double or std::string, std::map<std::string, double>, "
      "std::variant<std::int64_t, std::string>, std::optional of these, serhost::Part<Loss>, "
      "serhost::Part<Backbone> and std::vector of a Part");
  static constexpr ParamType type = ParamType::real;
  static constexpr bool optional = false;
  static Value to_value(const T&) { return {}; }
  static void assign(T&, const Value&) {}
};

template <class T, ParamType kType>
struct PlainTraits {
  static constexpr ParamType type = kType;
  static constexpr bool optional = false;
  static Value to_value(const T& member) { return Value(member); }
  static void assign(T& member, const Value& value) { member = std::get<T>(value); }
};
template <>
struct ParamTraits<bool> : PlainTraits<bool, ParamType::boolean> {};
template <>
struct ParamTraits<std::int64_t> : PlainTraits<std::int64_t, ParamType::integer> {};
template <>
struct ParamTraits<double> : PlainTraits<double, ParamType::real> {};
template <>
struct ParamTraits<std::string> : PlainTraits<std::string, ParamType::text> {};
template <>
struct ParamTraits<std::filesystem::path> : PlainTraits<std::filesystem::path, ParamType::path> {};
template <>
struct ParamTraits<std::vector<std::int64_t>>
    : PlainTraits<std::vector<std::int64_t>, ParamType::integers> {};
template <>
struct ParamTraits<std::vector<double>> : PlainTraits<std::vector<double>, ParamType::reals> {};
template <>
struct ParamTraits<std::vector<std::string>>
    : PlainTraits<std::vector<std::string>, ParamType::texts> {};
template <>
struct ParamTraits<std::map<std::string, double>>
    : PlainTraits<std::map<std::string, double>, ParamType::weights> {};

template <>
struct ParamTraits<std::variant<std::int64_t, std::string>> {
  using Member = std::variant<std::int64_t, std::string>;
  static constexpr ParamType type = ParamType::integer_or_text;
  static constexpr bool optional = false;
  static Value to_value(const Member& member) {
    return std::visit([](const auto& held) { return Value(held); }, member);
  }
  static void assign(Member& member, const Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) member = *number;
    else member = std::get<std::string>(value);
  }
};

template <class T>
struct ParamTraits<std::optional<T>> {
  static constexpr ParamType type = ParamTraits<T>::type;
  static constexpr bool optional = true;
  static Value to_value(const std::optional<T>& member) {
    return member ? ParamTraits<T>::to_value(*member) : Value();
  }
  static void assign(std::optional<T>& member, const Value& value) {
    if (std::holds_alternative<std::monostate>(value)) {
      member.reset();
      return;
    }
    T held{};
    ParamTraits<T>::assign(held, value);
    member = std::move(held);
  }
};

template <class T>
Part<T> part_from(const PartValue& value) {
  if constexpr (std::is_same_v<T, Loss>) return {value.plugin, value.weight, value.loss};
  else return {value.plugin, value.weight, value.backbone};
}

template <class T>
struct ParamTraits<std::vector<Part<T>>> {
  static constexpr ParamType type = ParamType::parts;
  static constexpr bool optional = false;
  static Value to_value(const std::vector<Part<T>>&) { return Value(std::vector<PartValue>{}); }
  static void assign(std::vector<Part<T>>& member, const Value& value) {
    member.clear();
    for (const auto& part : std::get<std::vector<PartValue>>(value))
      member.push_back(part_from<T>(part));
  }
  static constexpr Kind part_kind = std::is_same_v<T, Loss> ? Kind::loss : Kind::backbone;
};

template <class T>
struct ParamTraits<Part<T>> {
  static constexpr ParamType type = ParamType::part;
  static constexpr bool optional = false;
  static Value to_value(const Part<T>&) { return Value(std::vector<PartValue>{}); }
  static void assign(Part<T>& member, const Value& value) {
    const auto& parts = std::get<std::vector<PartValue>>(value);
    if (!parts.empty()) member = part_from<T>(parts.front());
  }
  static constexpr Kind part_kind = std::is_same_v<T, Loss> ? Kind::loss : Kind::backbone;
};

}  // namespace detail

/// Qualifies the parameter that was just added; each call returns itself.
class Qualifier {
 public:
  /// Of one parameter.
  explicit Qualifier(ParamSpec& spec) : spec_(spec) {}
  /// One line for `serhost describe` and docs/components.md.
  Qualifier& help(std::string text) {
    spec_.help = std::move(text);
    return *this;
  }
  /// Bound that is allowed; of lists and tables: of each element.
  Qualifier& at_least(double bound) {
    spec_.minimum = bound;
    return *this;
  }
  /// Bound that is allowed.
  Qualifier& at_most(double bound) {
    spec_.maximum = bound;
    return *this;
  }
  /// Excludes the bound itself.
  Qualifier& above(double bound) {
    spec_.above = bound;
    return *this;
  }
  /// Excludes the bound itself.
  Qualifier& below(double bound) {
    spec_.below = bound;
    return *this;
  }
  /// Of a list: so many elements, no more and no fewer.
  Qualifier& exactly(std::size_t count) {
    spec_.count = count;
    return *this;
  }
  /// The name that this parameter had before: experiments that hold it go on working, with a line
  /// in the log. Signatures of experiments keep the former name, so that finished runs are known.
  Qualifier& formerly(std::string name) {
    spec_.former = std::move(name);
    return *this;
  }
  /// The texts that are allowed.
  Qualifier& one_of(std::vector<std::string> choices) {
    spec_.choices = std::move(choices);
    return *this;
  }
  /// Keys of a table must be classes of the task.
  Qualifier& keys_are_classes() {
    spec_.keys_are_classes = true;
    return *this;
  }

 private:
  ParamSpec& spec_;
};

/// Binds TOML keys to members of `Options`. Rules that span several fields belong in the
/// component's constructor, as a thrown std::invalid_argument.
template <class Options>
class Schema {
 public:
  /// Declares the TOML key `name`; the default is what `Options{}` holds.
  template <class T>
  Qualifier add(std::string name, T Options::* member) {
    using Traits = detail::ParamTraits<T>;
    ParamSpec spec;
    spec.name = std::move(name);
    spec.type = Traits::type;
    spec.optional = Traits::optional;
    spec.fallback = Traits::to_value(Options{}.*member);
    if constexpr (requires { Traits::part_kind; }) spec.part_kind = Traits::part_kind;
    specs_.push_back(std::make_unique<ParamSpec>(std::move(spec)));
    setters_.push_back(
        [member](Options& options, const Value& value) { Traits::assign(options.*member, value); });
    getters_.push_back(
        [member](const Options& options) { return Traits::to_value(options.*member); });
    return Qualifier(*specs_.back());
  }

  /// What was declared, in order.
  std::vector<ParamSpec> specs() const {
    std::vector<ParamSpec> out;
    for (const auto& spec : specs_) out.push_back(*spec);
    return out;
  }

  /// The values of `options` in the order of the schema: the inverse of `options`.
  Values values(const Options& options) const {
    Values out;
    for (const auto& getter : getters_) out.push_back(getter(options));
    return out;
  }

  /// Options with these values; those that are absent keep their defaults.
  Options options(const Values& values) const {
    Options out;
    for (std::size_t i = 0; i < setters_.size() && i < values.size(); ++i)
      setters_[i](out, values[i]);
    return out;
  }

 private:
  std::vector<std::unique_ptr<ParamSpec>>
      specs_;  // by pointer: a Qualifier stays valid while more are added
  std::vector<std::function<void(Options&, const Value&)>> setters_;
  std::vector<std::function<Value(const Options&)>> getters_;
};

namespace detail {

/// The schema of component T, from its nested `Options` and static `declare`; a component without
/// them has none.
template <class T>
std::vector<ParamSpec> specs_of() {
  Schema<typename T::Options> schema;
  T::declare(schema);
  return schema.specs();
}

template <class T>
typename T::Options options_of(const Values& values) {
  Schema<typename T::Options> schema;
  T::declare(schema);
  return schema.options(values);
}

}  // namespace detail
}  // namespace serhost
