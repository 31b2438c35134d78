// One row per parameter, as text and as JSON.
#include "config/describe.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/words.hpp"
#include "base/wrap.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

using nlohmann::ordered_json;

ordered_json default_json(const Value& value) {
  return std::visit(
      [](const auto& held) -> ordered_json {
        using T = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<T, std::monostate> ||
                      std::is_same_v<T, std::vector<PartValue>>)
          return nullptr;
        else if constexpr (std::is_same_v<T, std::filesystem::path>) return held.string();
        else if constexpr (std::is_same_v<T, double>)
          return std::isfinite(held) ? ordered_json(held) : ordered_json(toml_real(held));
        else return held;
      },
      value);
}

std::string abi_words(const host::AbiRecord& abi) {
  return "serhost API " + std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor) +
         ", libtorch " + abi.torch_version + ", " + abi.stdlib + ", " + abi.build + ", C++" +
         std::to_string(abi.cxx_standard % 100) + ", " + abi.compiler + ", " + abi.machine;
}

}  // namespace

std::string default_words(const ParamSpec& spec) {
  if (spec.type == ParamType::part && !spec.optional) return "needed";
  if (spec.type == ParamType::parts && !spec.optional) return "[]";
  const auto text = toml_value(spec.fallback);
  return text.empty() ? "-" : text;
}

std::string type_words(const ParamSpec& spec) {
  const std::string part = name_of(spec.part_kind);
  switch (spec.type) {
    case ParamType::boolean:
      return "bool";
    case ParamType::integer:
      return "integer";
    case ParamType::real:
      return "real";
    case ParamType::text:
      return "text";
    case ParamType::path:
      return "path";
    case ParamType::integers:
      return "list of integers";
    case ParamType::reals:
      return "list of reals";
    case ParamType::texts:
      return "list of texts";
    case ParamType::weights:
      return spec.choices.empty() ? "table of reals" : "text or table of reals";
    case ParamType::integer_or_text:
      return "integer or text";
    case ParamType::part:
      return part;
    case ParamType::parts:
      return std::string("list of ") + info_of(spec.part_kind).plural;
  }
  return "";
}

std::string type_words(const KeySpec& spec) {
  return spec.table.empty() ? type_words(static_cast<const ParamSpec&>(spec)) : spec.table;
}

std::string default_words(const KeySpec& spec) {
  return spec.table.empty() ? default_words(static_cast<const ParamSpec&>(spec)) : spec.otherwise;
}

std::string range_words(const ParamSpec& spec) {
  std::string out;
  const auto upper = spec.maximum ? "at most " + in_digits(*spec.maximum)
                     : spec.below ? "below " + in_digits(*spec.below)
                                  : "";
  if (spec.minimum && spec.maximum)
    out = in_digits(*spec.minimum) + " to " + in_digits(*spec.maximum);
  else if (spec.minimum)
    out = in_digits(*spec.minimum) + (upper.empty() ? " or more" : ", " + upper);
  else if (spec.above)
    out = "above " + in_digits(*spec.above) + (upper.empty() ? "" : ", " + upper);
  else out = upper;
  if (spec.count) out = count_of(*spec.count, "element") + (out.empty() ? "" : ", each " + out);
  if (spec.keys_are_classes) out += out.empty() ? "by class" : ", by class";
  if (!spec.choices.empty())
    out += (out.empty() ? "one of " : ", or one of ") + join(spec.choices, ", ");
  return out;
}

std::string readme_of(const host::ComponentInfo& info) {
  const auto file = info.file.parent_path() / info.file.stem() / "README.md";
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return "";
  auto text = read_file(file);
  if (text.starts_with("# ")) text.erase(0, text.find('\n'));
  const auto first = text.find_first_not_of('\n');
  if (first == std::string::npos) return "";
  text.erase(0, first);
  return text.substr(0, text.find_last_not_of('\n') + 1) + "\n";
}

namespace {

std::vector<KeySpec> as_keys(const std::vector<ParamSpec>& parameters) {
  return {parameters.begin(), parameters.end()};
}

/// Of a table, with what only tables have.
std::vector<KeySpec> as_keys(const Piece& piece) {
  if (piece.kind != std::string_view("table")) return as_keys(piece.parameters());
  return reinterpret_cast<std::vector<KeySpec> (*)()>(piece.maker)();
}

/// A line a parameter, in columns.
std::string rows_of(const std::vector<KeySpec>& specs) {
  std::string out;
  std::vector<std::array<std::string, 5>> rows;
  std::array<std::size_t, 5> widths{};
  for (const auto& spec : specs) {
    rows.push_back(
        {spec.name, type_words(spec), default_words(spec), range_words(spec), spec.help});
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], characters_in(rows.back()[i]));
  }
  if (!rows.empty()) out += "\n";
  for (const auto& row : rows) {
    std::string text = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] > 0)
        text +=
            (i == 0 ? " " : "   ") + row[i] + std::string(widths[i] - characters_in(row[i]), ' ');
    }
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  if (rows.empty()) out += "\n  no parameters\n";
  return out;
}

ordered_json parameters_json(const std::vector<KeySpec>& specs) {
  const auto bound = [](const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
  };
  auto parameters = ordered_json::array();
  for (const auto& spec : specs) {
    parameters.push_back({{"name", spec.name},
                          {"type", type_words(spec)},
                          {"default", spec.table.empty() ? default_json(spec.fallback)
                                                         : ordered_json(spec.otherwise)},
                          {"optional", spec.optional},
                          {"minimum", bound(spec.minimum)},
                          {"maximum", bound(spec.maximum)},
                          {"above", bound(spec.above)},
                          {"below", bound(spec.below)},
                          {"choices", spec.choices},
                          {"help", spec.help}});
  }
  return parameters;
}

}  // namespace

std::string describe_text(const host::ComponentInfo& info) {
  std::string out =
      info.name + " (" + name_of(info.kind) + ") - " + info.summary + "\n" +
      (info.built_in != nullptr ? "built in\n"
                                : "from plugin " + info.plugin + " " + info.plugin_version + ", " +
                                      info.file.string() + "\n") +
      rows_of(as_keys(info.parameters));
  out += "\n";
  if (info.title != info.name) out += "in tables: " + info.title + "\n";
  if (!info.abilities.empty()) out += "abilities: " + join(info.abilities, ", ") + "\n";
  out += "built for: " + abi_words(info.abi) + "\n";
  const auto readme = readme_of(info);
  return readme.empty() ? out : out + "\n" + readme;
}

ordered_json describe_json(const host::ComponentInfo& info) {
  const auto& abi = info.abi;
  return {{"kind", name_of(info.kind)},
          {"name", info.name},
          {"summary", info.summary},
          {"title", info.title},
          {"order", info.order},
          {"plugin", info.plugin},
          {"version", info.plugin_version},
          {"file", info.file.string()},
          {"parameters", parameters_json(as_keys(info.parameters))},
          {"abilities", info.abilities},
          {"readme", readme_of(info)},
          {"abi",
           {{"api", std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor)},
            {"torch", abi.torch_version},
            {"stdlib", abi.stdlib},
            {"build", abi.build},
            {"cxx_standard", abi.cxx_standard},
            {"compiler", abi.compiler},
            {"machine", abi.machine}}}};
}

std::string describe_text(const Piece& piece) {
  return std::string(piece.name) + " (" + piece.kind + ") - " + piece.summary + "\nbuilt in\n" +
         rows_of(as_keys(piece));
}

ordered_json describe_json(const Piece& piece) {
  return {{"kind", piece.kind},
          {"name", piece.name},
          {"summary", piece.summary},
          {"order", piece.order},
          {"parameters", parameters_json(as_keys(piece))}};
}

}  // namespace serhost::config
