// Every fault is gathered: a config of another model is told in one message.
#include <algorithm>
#include <cmath>
#include <serhost/weights/config.hpp>
#include <string_view>
#include <type_traits>

#include "base/error.hpp"
#include "base/text.hpp"
#include "weights/known_fields.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

std::string value_text(const ConfigValue& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate>) return "null";
        else if constexpr (std::is_same_v<T, bool>) return held ? "true" : "false";
        else if constexpr (std::is_same_v<T, std::string>) return "\"" + held + "\"";
        else if constexpr (std::is_same_v<T, double>) return exact(held);
        else return std::to_string(held);
      },
      value);
}

std::string all_of(const std::vector<ConfigValue>& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(value_text(value));
  return join(texts, " or ");
}

std::string is_but(const Config& config, const std::string& name, const std::string& must) {
  return name + " is " + config.shown(name) + ", " + must;
}

bool equal(const Config& config, const std::string& name, const ConfigValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return config.text(name) == *text;
  if (const auto* flag = std::get_if<bool>(&value)) return config.boolean(name) == *flag;
  if (const auto* number = std::get_if<std::int64_t>(&value))
    return config.integer(name) == *number;
  if (const auto* real = std::get_if<double>(&value)) return config.real(name) == *real;
  return !config.has(name);
}

template <class T>
std::string range_text(T least, T most, T lowest, T highest) {
  const auto text = [](T number) {
    if constexpr (std::is_same_v<T, double>) return exact(number);
    else return std::to_string(number);
  };
  if (most == highest) return "but must be at least " + text(least);
  if (least == lowest) return "but must be at most " + text(most);
  return "but must be from " + text(least) + " to " + text(most);
}

}  // namespace

ConfigFields& ConfigFields::add(const std::string& name,
                                std::function<std::string(const Config&)> apply) {
  SERHOST_CHECK(std::none_of(fields_.begin(), fields_.end(),
                             [&](const auto& field) { return field.name == name; }));
  fields_.push_back({name, std::move(apply)});
  return *this;
}

ConfigFields& ConfigFields::reads(const std::string& name, bool& into) {
  return add(name, [name, &into](const Config& config) {
    into = config.boolean(name).value_or(into);
    return std::string();
  });
}

ConfigFields& ConfigFields::reads(const std::string& name, std::int64_t& into, std::int64_t least,
                                  std::int64_t most) {
  return add(name, [name, &into, least, most](const Config& config) -> std::string {
    const auto value = config.integer(name);
    if (!value) return "";
    using Limits = std::numeric_limits<std::int64_t>;
    if (*value < least || *value > most)
      return is_but(config, name, range_text(least, most, Limits::min(), Limits::max()));
    into = *value;
    return "";
  });
}

ConfigFields& ConfigFields::reads(const std::string& name, double& into, double least,
                                  double most) {
  return add(name, [name, &into, least, most](const Config& config) -> std::string {
    const auto value = config.real(name);
    if (!value) return "";
    constexpr auto kInfinity = std::numeric_limits<double>::infinity();
    if (*value < least || *value > most)
      return is_but(config, name, range_text(least, most, -kInfinity, kInfinity));
    into = *value;
    return "";
  });
}

ConfigFields& ConfigFields::reads(const std::string& name, std::string& into,
                                  std::vector<std::string> choices) {
  return add(
      name, [name, &into, choices = std::move(choices)](const Config& config) -> std::string {
        const auto value = config.text(name);
        if (!value) return "";
        if (!choices.empty() &&
            std::find(choices.begin(), choices.end(), *value) == choices.end()) {
          return is_but(config, name, "which is not computed here; known: " + join(choices, ", "));
        }
        into = *value;
        return "";
      });
}

ConfigFields& ConfigFields::reads(const std::string& name, std::vector<std::int64_t>& into,
                                  std::int64_t least, std::int64_t most) {
  return add(name, [name, &into, least, most](const Config& config) -> std::string {
    auto value = config.integers(name);
    if (!value) return "";
    if (value->size() > kLongestConfigList) {
      return is_but(config, name,
                    "but must have at most " + std::to_string(kLongestConfigList) + " entries");
    }
    if (std::any_of(value->begin(), value->end(), [&](auto each) { return each < least; })) {
      return is_but(config, name, "but each must be at least " + std::to_string(least));
    }
    if (std::any_of(value->begin(), value->end(), [&](auto each) { return each > most; })) {
      return is_but(config, name, "but each must be at most " + std::to_string(most));
    }
    into = std::move(*value);
    return "";
  });
}

ConfigFields& ConfigFields::fixed(const std::string& name, std::vector<ConfigValue> values) {
  return add(name, [name, values = std::move(values)](const Config& config) -> std::string {
    if (!config.has(name)) return "";
    const bool known = std::any_of(values.begin(), values.end(), [&](const auto& value) {
      try {
        return equal(config, name, value);
      } catch (const Error&) {
        return false;  // of another type, hence not this value
      }
    });
    return known ? ""
                 : is_but(config, name, "which is not computed here; known: " + all_of(values));
  });
}

ConfigFields& ConfigFields::harmless(const std::vector<std::string>& names) {
  for (const auto& name : names) add(name, [](const Config&) { return std::string(); });
  return *this;
}

std::vector<std::string> ConfigFields::apply(const Config& config,
                                             const std::vector<std::string>& ignore) const {
  const auto is_ignored = [&](const std::string& name) {
    return std::find(ignore.begin(), ignore.end(), name) != ignore.end();
  };
  std::vector<std::string> faults, known;
  for (const auto& field : fields_) {
    known.push_back(field.name);
    if (is_ignored(field.name)) continue;
    try {
      if (auto fault = field.apply(config); !fault.empty()) faults.push_back(std::move(fault));
    } catch (const Error& fault) {  // begins with the file, which is named once below
      const std::string what = fault.what();
      faults.push_back(
          what.starts_with(config.file() + ": ") ? what.substr(config.file().size() + 2) : what);
    }
  }
  std::vector<std::string> unknown, of_heads;
  for (const auto& name : config.names()) {
    if (config.says_nothing(name)) continue;
    const bool is_known =
        std::find(known.begin(), known.end(), name) != known.end() || is_of_every_config(name);
    if (is_known || is_ignored(name)) continue;
    if (is_of_a_head(name)) of_heads.push_back(name);
    else unknown.push_back(shown(name) + " = " + config.shown(name));
  }
  if (!unknown.empty()) {
    faults.push_back(
        "not known here, so that it cannot be told whether it changes what is computed: " +
        listed(unknown) + "; name what does not in ignore_fields, or remove it from the file");
  }
  if (!faults.empty()) throw Error(Exit::config, config.file() + ": " + join(faults, "; "));
  return of_heads;
}

}  // namespace serhost::weights
