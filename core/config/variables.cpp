// Restores variables: both texts are parsed for the keys; the replacement is made in the text, at
// the line of the value.
#include "config/variables.hpp"

#include "base/text.hpp"
#include "config/renamed.hpp"
#include "config/toml.hpp"
#include "config/toml_text.hpp"

namespace serhost::config {
namespace {

/// A table where another was written as a list of one.
const Node& first_of(const Node& node, const Node& other) {
  return node.is(Node::Type::list) && other.is(Node::Type::table) && node.items.size() == 1
             ? node.items[0]
             : node;
}

void replace(const Node& resolved_node, const Node& written_node, std::vector<std::string>& lines) {
  const auto &resolved = first_of(resolved_node, written_node),
             &written = first_of(written_node, resolved_node);
  if (written.is(Node::Type::text) && resolved.is(Node::Type::text)) {
    if (written.text.find("${") == std::string::npos) return;
    auto& line = lines.at(static_cast<std::size_t>(resolved.place.line - 1));
    const auto found = toml_string(resolved.text);
    const auto at = line.find(found);
    if (at == std::string::npos) return;
    auto text =
        toml_string(written.text);  // which protects variables from being expanded: taken back
    for (std::size_t mark = 0; (mark = text.find("$${", mark)) != std::string::npos; ++mark)
      text.erase(mark, 1);
    line.replace(at, found.size(), text);
  }
  for (const auto& member : written.members) {
    if (const auto* same = resolved.find(member.key); same != nullptr)
      replace(*same, member.value, lines);
  }
  for (std::size_t i = 0; i < written.items.size() && i < resolved.items.size(); ++i)
    replace(resolved.items[i], written.items[i], lines);
}

}  // namespace

std::string with_variables(const std::string& resolved, const std::string& written) {
  auto lines = split(resolved, '\n');
  auto before = parse_toml(resolved, "resolved.toml"),
       after = parse_toml(written, "experiment.toml");
  Findings told_elsewhere;
  for (auto* tree : {&before, &after}) use_todays_names(*tree, nullptr, {}, told_elsewhere);
  replace(before, after, lines);
  return join(lines, "\n");
}

}  // namespace serhost::config
