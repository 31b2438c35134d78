// Lists of parameters instead of tables: their meanings are sentences, which a column is too narrow
// for.
#include "config/components_page.hpp"

#include <algorithm>
#include <cctype>
#include <serhost/abilities.hpp>
#include <serhost/kind.hpp>
#include <tuple>

#include "base/text.hpp"
#include "base/wrap.hpp"
#include "config/describe.hpp"

namespace serhost::config {
namespace {

const char* const kHead =
    "# Components\n"
    "\n"
    "Generated: the README of each bundled plugin and the parameters that it declares, as "
    "`serhost describe KIND NAME`\n"
    "prints them. Parameters are keys of the component's table in the experiment file, beside "
    "those that every table\n"
    "has ([the experiment file](experiment-file.md)). A parameter without a default may be left "
    "out, unless it is needed.\n";

/// A link to another plugin's README becomes one to its section.
std::string page_links(const std::string& readme) {
  constexpr std::string_view kBefore = "](../", kBehind = "/README.md)";
  std::string out;
  for (std::size_t at = 0; at < readme.size();) {
    const auto link = std::min(readme.find(kBefore, at), readme.size());
    out.append(readme, at, link - at);
    const auto name = std::min(link + kBefore.size(), readme.size());
    const auto end = std::min(
        readme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", name), readme.size());
    const bool other = end > name && readme.compare(end, kBehind.size(), kBehind) == 0;
    if (other) out.append("](#").append(readme, name, end - name).append(")");
    else out.append(readme, link, name - link);
    at = other ? end + kBehind.size() : name;
  }
  return out;
}

std::string parameter(const ParamSpec& spec) {
  auto words = type_words(spec);
  const auto fallback = default_words(spec);
  if (fallback == "needed") words += ", needed";
  else if (fallback != "-") words += ", default `" + fallback + "`";
  if (const auto range = range_words(spec); !range.empty()) words += ", " + range;
  return wrap("`" + spec.name + "` (" + words + "): " + spec.help, "- ", "  ");
}

/// `main`: the README is the component's own, and not that of another one of its plugin.
std::string section(const host::ComponentInfo& info, bool main) {
  std::string out = "\n### " + info.name + "\n\n";
  auto summary = "**" + info.summary + ".**";
  if (!info.abilities.empty()) summary += " Abilities: " + join(info.abilities, ", ") + ".";
  out += wrap(summary);
  if (!main) out += "\nOf the plugin [" + info.plugin + "](#" + info.plugin + ").\n";
  else if (const auto readme = readme_of(info); !readme.empty()) out += "\n" + page_links(readme);
  if (info.parameters.empty()) return out + "\nNo parameters.\n";
  out += "\nParameters:\n\n";
  for (const auto& spec : info.parameters) out += parameter(spec);
  return out;
}

std::string capitalized(std::string text) {
  text.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(text.front())));
  return text;
}

std::string abilities_section() {
  std::string out = "\n## Abilities\n\nOptional interfaces of components.\n\n";
  std::apply(
      [&](const auto&... ability) {
        ((out += wrap("`" + std::string(ability.name) + "`: " + ability.meaning, "- ", "  ")), ...);
      },
      kAbilities);
  return out;
}

}  // namespace

std::string components_markdown(const std::vector<host::ComponentInfo>& components) {
  std::string out = kHead;
  for (const auto& kind : kKinds) {
    std::string sections;
    for (const auto& info : components) {
      if (info.kind != kind.kind) continue;
      const bool has_main =
          std::any_of(components.begin(), components.end(), [&](const host::ComponentInfo& other) {
            return other.kind == info.kind && other.plugin == info.plugin &&
                   other.name == info.plugin;
          });
      sections += section(info, !has_main || info.name == info.plugin);
    }
    if (!sections.empty()) out += "\n## " + capitalized(kind.plural) + "\n" + sections;
  }
  return out + abilities_section();
}

}  // namespace serhost::config
