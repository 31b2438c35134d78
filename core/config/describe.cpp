// One row a parameter, laid out three ways.
#include "config/describe.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
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

std::size_t width_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](unsigned char c) { return (c & 0xC0) != 0x80; }));
}

std::string abi_words(const host::AbiRecord& abi) {
  return "serhost API " + std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor) +
         ", libtorch " + abi.torch_version + ", " + abi.stdlib + ", " + abi.build + ", C++" +
         std::to_string(abi.cxx_standard % 100) + ", " + abi.compiler + ", " + abi.machine;
}

std::string cell(std::string_view text) {  // of a Markdown table
  std::string out;
  for (const char c : text) {
    if (c == '|') out += '\\';
    out += c == '\n' ? ' ' : c;
  }
  return out;
}

std::string code(const std::string& text) {
  return text.empty() || text == "-" || text == "needed" ? text : "`" + cell(text) + "`";
}

std::string section(const host::ComponentInfo& info) {
  std::string out = "\n### " + info.name + "\n\n" + info.summary + ".";
  if (!info.abilities.empty()) out += " Abilities: " + join(info.abilities, ", ") + ".";
  out += "\n";
  if (info.parameters.empty()) return out + "\nNo parameters.\n";
  out += "\n| key | type | default | range | meaning |\n|---|---|---|---|---|\n";
  for (const auto& spec : info.parameters) {
    out += "| `" + spec.name + "` | " + type_words(spec) + " | " + code(default_words(spec)) +
           " | " + cell(range_words(spec)) + " | " + cell(spec.help) + " |\n";
  }
  return out;
}

std::string capitalized(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

std::string abilities_section() {
  std::string out =
      "\n## Abilities\n\nOptional interfaces of components.\n\n| ability | meaning |\n|---|---|\n";
  std::apply(
      [&](const auto&... ability) {
        ((out += "| `" + std::string(ability.name) + "` | " + ability.meaning + " |\n"), ...);
      },
      kAbilities);
  return out;
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
      return "table of reals";
    case ParamType::integer_or_text:
      return "integer or text";
    case ParamType::part:
      return part;
    case ParamType::parts:
      return std::string("list of ") + info_of(spec.part_kind).plural;
  }
  return "";
}

std::string range_words(const ParamSpec& spec) {
  std::string out;
  const auto upper = spec.maximum ? "at most " + exact(*spec.maximum)
                     : spec.below ? "below " + exact(*spec.below)
                                  : "";
  if (spec.minimum && spec.maximum) out = exact(*spec.minimum) + " to " + exact(*spec.maximum);
  else if (spec.minimum) out = exact(*spec.minimum) + (upper.empty() ? " or more" : ", " + upper);
  else if (spec.above) out = "above " + exact(*spec.above) + (upper.empty() ? "" : ", " + upper);
  else out = upper;
  if (spec.count) out = count_of(*spec.count, "element") + (out.empty() ? "" : ", each " + out);
  if (!spec.choices.empty())
    out += (out.empty() ? "one of " : ", or one of ") + join(spec.choices, ", ");
  if (spec.keys_are_classes) out += out.empty() ? "by class" : ", by class";
  return out;
}

std::string describe_text(const host::ComponentInfo& info) {
  std::string out = info.name + " (" + name_of(info.kind) + ") - " + info.summary + "\n" +
                    "from plugin " + info.plugin + " " + info.plugin_version + ", " +
                    info.file.string() + "\n";
  std::vector<std::array<std::string, 5>> rows;
  std::array<std::size_t, 5> widths{};
  for (const auto& spec : info.parameters) {
    rows.push_back(
        {spec.name, type_words(spec), default_words(spec), range_words(spec), spec.help});
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], width_of(rows.back()[i]));
  }
  if (!rows.empty()) out += "\n";
  for (const auto& row : rows) {
    std::string text = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] > 0)
        text += (i == 0 ? " " : "   ") + row[i] + std::string(widths[i] - width_of(row[i]), ' ');
    }
    out += text.substr(0, text.find_last_not_of(' ') + 1) + "\n";
  }
  if (rows.empty()) out += "\n  no parameters\n";
  out += "\n";
  if (info.title != info.name) out += "in tables: " + info.title + "\n";
  if (!info.abilities.empty()) out += "abilities: " + join(info.abilities, ", ") + "\n";
  return out + "built for: " + abi_words(info.abi) + "\n";
}

ordered_json describe_json(const host::ComponentInfo& info) {
  const auto bound = [](const std::optional<double>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
  };
  auto parameters = ordered_json::array();
  for (const auto& spec : info.parameters) {
    parameters.push_back({{"name", spec.name},
                          {"type", type_words(spec)},
                          {"default", default_json(spec.fallback)},
                          {"optional", spec.optional},
                          {"minimum", bound(spec.minimum)},
                          {"maximum", bound(spec.maximum)},
                          {"choices", spec.choices},
                          {"help", spec.help}});
  }
  const auto& abi = info.abi;
  return {{"kind", name_of(info.kind)},
          {"name", info.name},
          {"summary", info.summary},
          {"title", info.title},
          {"order", info.order},
          {"plugin", info.plugin},
          {"version", info.plugin_version},
          {"file", info.file.string()},
          {"parameters", parameters},
          {"abilities", info.abilities},
          {"abi",
           {{"api", std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor)},
            {"torch", abi.torch_version},
            {"stdlib", abi.stdlib},
            {"build", abi.build},
            {"cxx_standard", abi.cxx_standard},
            {"compiler", abi.compiler},
            {"machine", abi.machine}}}};
}

std::string components_markdown(const std::vector<host::ComponentInfo>& components) {
  std::string out =
      "# Components\n\nGenerated from the schemas of the bundled plugins: what `serhost describe "
      "KIND NAME` prints. The keys "
      "stand in the component's table of "
      "the experiment file, beside those of the host (docs/experiment-file.md). A default of `-` "
      "means that the key may be left "
      "out.\n";
  for (const auto& kind : kKinds) {
    std::string sections;
    for (const auto& info : components) {
      if (info.kind == kind.kind) sections += section(info);
    }
    if (!sections.empty()) out += "\n## " + capitalized(kind.plural) + "\n" + sections;
  }
  return out + abilities_section();
}

}  // namespace serhost::config
