// One reader for what authors write and for what packs hold; the second must be complete and
// canonical.
#include "pack/manifest.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <tuple>

#include "base/text.hpp"
#include "config/environment.hpp"
#include "config/table_reader.hpp"
#include "config/toml.hpp"
#include "config/toml_text.hpp"
#include "host/kinds.hpp"
#include "pack/license.hpp"
#include "pack/refuse.hpp"
#include "pack/toml_lines.hpp"

namespace serhost::pack {
namespace {

using config::Node;
using config::TableReader;

constexpr std::size_t kLongestName = 40, kLongestText = 4096, kMostItems = 1000;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit) &&
         (text.size() == 1 || text[0] != '0');
}

/// Dot-separated identifiers of a version; numbers have no leading zero where `numbers` says so.
bool are_identifiers(std::string_view text, bool numbers) {
  for (const auto& part : split(text, '.')) {
    const bool letters = std::all_of(part.begin(), part.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    });
    const bool all_digits = std::all_of(part.begin(), part.end(), is_digit);
    if (part.empty() || !letters || (numbers && all_digits && !is_number(part))) return false;
  }
  return true;
}

bool is_plain_text(std::string_view text, bool lines) {
  return text.size() <= kLongestText &&
         std::all_of(text.begin(), text.end(), [lines](unsigned char c) {
           return (c >= 0x20 && c != 0x7f) || (lines && c == '\n');
         });
}

/// A text of one line; `lines`: of several.
std::string text_of_key(TableReader& table, const std::string& key, bool lines = false) {
  std::string out;
  table.read(key, out, {});
  if (!is_plain_text(out, lines)) {
    table.findings().add(table.place_of(key), table.name(key) +
                                                  ": holds control characters, or is longer than " +
                                                  std::to_string(kLongestText) + " bytes");
    return {};
  }
  return out;
}

std::vector<std::string> texts_of_key(TableReader& table, const std::string& key) {
  const auto* node = table.take(key);
  if (node == nullptr) return {};
  auto out = config::read_texts(*node, table.name(key), {}, table.findings())
                 .value_or(std::vector<std::string>());
  const bool plain =
      out.size() <= kMostItems && std::all_of(out.begin(), out.end(), [](const auto& item) {
        return !item.empty() && is_plain_text(item, false);
      });
  if (!plain)
    table.findings().add(node->place,
                         table.name(key) + ": must be a list of lines, none of them empty");
  return out;
}

/// Adds a fault of a key that may not be there at all.
void say(TableReader& table, const std::string& key, const std::string& what) {
  table.findings().add(table.has(key) ? table.place_of(key) : table.place(),
                       table.name(key) + ": " + what);
}

bool is_name(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || c == '_'; };
  return !name.empty() && name.size() <= kLongestName && name[0] >= 'a' && name[0] <= 'z' &&
         std::all_of(name.begin(), name.end(), fits);
}

Parameter read_parameter(const Node& node, const std::string& path, config::Findings& findings) {
  TableReader table(node, path, "[" + path + "]", findings);
  Parameter out{text_of_key(table, "name"), text_of_key(table, "type"),
                text_of_key(table, "default"), text_of_key(table, "range"),
                text_of_key(table, "help")};
  if (out.name.empty()) say(table, "name", "is missing");
  table.finish();
  return out;
}

Component read_component(const Node& node, config::Findings& findings) {
  TableReader table(node, "component", "[[component]]", findings);
  Component out;
  table.read("kind", out.kind, host::kind_names());
  out.name = text_of_key(table, "name");
  out.summary = text_of_key(table, "summary");
  if (out.kind.empty()) say(table, "kind", "is missing");
  if (!is_name(out.name))
    say(table, "name", "must be a small letter, then small letters, digits or _");
  if (const auto* list = table.take("parameters"); list != nullptr) {
    if (!list->is(Node::Type::list))
      config::wrong(*list, "component.parameters", "a list of tables", findings);
    for (const auto& item : list->items) {
      if (item.is(Node::Type::table))
        out.parameters.push_back(read_parameter(item, "component.parameters", findings));
      else config::wrong(item, "component.parameters", "a list of tables", findings);
    }
  }
  table.finish();
  return out;
}

/// `complete`: of a pack. Else what others write is passed over.
Manifest read(Node root, config::Findings& findings, bool complete) {
  config::expand(
      root, [](const std::string&) { return std::nullopt; },
      findings);  // a pack says the same everywhere
  TableReader table(root, "", "", findings);
  Manifest out;
  out.name = text_of_key(table, "name");
  if (!is_name(out.name))
    say(table, "name",
        "found " + in_quotes(out.name) +
            ", but must be a small letter, then small letters, digits or _, at most 40 in all");
  out.version = text_of_key(table, "version");
  if (!is_semantic_version(out.version))
    say(table, "version",
        "found " + in_quotes(out.version) +
            ", but must be a semantic version, such as 0.1.0 (https://semver.org)");
  out.summary = text_of_key(table, "summary");
  out.authors = texts_of_key(table, "authors");
  if (out.authors.empty())
    say(table, "authors",
        "nobody is named; expected a list such as [\"Ada Author <ada@example.org>\"]");
  out.license = text_of_key(table, "license");
  if (const auto reason = reason_against_license(out.license); !reason.empty())
    say(table, "license", reason);
  out.citation = text_of_key(table, "citation", true);
  out.homepage = text_of_key(table, "homepage");
  if (const auto* node = table.take("requires"); node != nullptr) {
    if (!node->is(Node::Type::table)) config::wrong(*node, "requires", "a table", findings);
    TableReader needs(*node, "requires", "[requires]", findings);
    out.api = text_of_key(needs, "api");
    out.libtorch = text_of_key(needs, "libtorch");
    out.packages = texts_of_key(needs, "packages");
    needs.finish();
  }
  const auto* components = table.take("component");
  if (!complete) {
    out.api.clear();
    out.libtorch.clear();
  } else {
    if (components != nullptr && !components->is(Node::Type::list))
      config::wrong(*components, "component", "[[component]] tables", findings);
    for (const auto& item : components == nullptr ? std::vector<Node>{} : components->items) {
      if (item.is(Node::Type::table)) out.components.push_back(read_component(item, findings));
      else config::wrong(item, "component", "[[component]] tables", findings);
    }
    if (out.components.empty())
      findings.add(root.place, "it names no component: there is no [[component]]");
    const auto parts = split(out.api, '.');
    if (parts.size() != 2 || !is_number(parts[0]) || !is_number(parts[1]))
      findings.add(root.place, "requires.api: must be two numbers, such as 1.0");
    if (out.libtorch.empty()) findings.add(root.place, "requires.libtorch: is missing");
  }
  table.finish();
  return out;
}

}  // namespace

bool is_semantic_version(std::string_view text) {
  if (text.size() > 100) return false;
  const auto plus = text.find('+');
  if (plus != std::string_view::npos && !are_identifiers(text.substr(plus + 1), false))
    return false;
  text = text.substr(0, plus);
  const auto dash = text.find('-');
  if (dash != std::string_view::npos && !are_identifiers(text.substr(dash + 1), true)) return false;
  const auto parts = split(text.substr(0, dash), '.');
  return parts.size() == 3 &&
         std::all_of(parts.begin(), parts.end(), [](const auto& part) { return is_number(part); });
}

Manifest read_authors_manifest(std::string_view text, const std::string& file,
                               config::Findings& findings) {
  return read(config::parse_toml(text, file), findings, false);
}

Manifest parse_manifest(std::string_view text, const std::string& what) {
  Manifest out;
  config::Findings findings;
  try {
    out = read(config::parse_toml(text, "pack.toml"), findings, true);
  } catch (const ConfigError& error) { refuse(what, error.what()); }
  Faults faults;
  findings.move_to(faults);
  if (!faults.empty()) refuse(what, faults.text());
  for (std::size_t i = 1; i < out.components.size(); ++i) {
    const auto &a = out.components[i - 1], &b = out.components[i];
    if (a.kind == b.kind && a.name == b.name)
      refuse(what, "pack.toml names the " + a.kind + " '" + a.name + "' twice");
  }
  if (text_of(out) != text) refuse(what, "pack.toml is not in the one form that serhost writes");
  return out;
}

std::string text_of(const Manifest& manifest) {
  std::string out;
  put(out, "name", manifest.name);
  put(out, "version", manifest.version);
  put(out, "summary", manifest.summary);
  put(out, "authors", manifest.authors);
  put(out, "license", manifest.license);
  put(out, "citation", manifest.citation);
  put(out, "homepage", manifest.homepage);
  out += "\n[requires]\n";
  put(out, "api", manifest.api);
  put(out, "libtorch", manifest.libtorch);
  put(out, "packages", manifest.packages);
  auto components = manifest.components;
  std::sort(components.begin(), components.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.name) < std::tie(b.kind, b.name);
  });
  for (const auto& component : components) {
    out += "\n[[component]]\n";
    put(out, "kind", component.kind);
    put(out, "name", component.name);
    put(out, "summary", component.summary);
    for (const auto& parameter : component.parameters) {
      out += "\n[[component.parameters]]\n";
      put(out, "name", parameter.name);
      put(out, "type", parameter.type);
      put(out, "default", parameter.fallback);
      put(out, "range", parameter.range);
      put(out, "help", parameter.help);
    }
  }
  return out;
}

}  // namespace serhost::pack
