// Expands ${NAME} in a single pass from left to right; the value of a variable is not expanded
// again.
#include "config/environment.hpp"

#include <algorithm>
#include <cstdlib>

#include "config/text_check.hpp"
#include "config/toml.hpp"

namespace serhost::config {
namespace {

bool is_variable(std::string_view name) {
  const auto letter = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  };
  return !name.empty() && letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [&](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

// Empty where all went well, else the fault.
std::string expand_text(std::string& text, const Environment& environment) {
  std::string out;
  const std::string_view in = text;
  for (std::size_t at = 0; at < in.size();) {
    if (in.substr(at, 3) == "$${") {
      out += "${";
      at += 3;
    } else if (in.substr(at, 2) == "${") {
      const auto end = in.find('}', at);
      if (end == std::string_view::npos)
        return "'${' without a '}'; a literal one is written '$${'";
      const std::string name(in.substr(at + 2, end - at - 2));
      if (!is_variable(name))
        return "'${" + name +
               "}' does not name an environment variable; a literal one is written '$${'";
      const auto value = environment(name);
      if (!value)
        return "the environment variable " + name +
               " is not set; set it, or write the value itself";
      if (!is_utf8(*value)) return "the environment variable " + name + " is not UTF-8 text";
      out += *value;
      at = end + 1;
      if (out.size() > kLargestDocument)  // a few letters may stand for many, thousands of times
        return "expands to more than " + std::to_string(kLargestDocument) +
               " bytes; shorten the value of " + name;
    } else {
      out += in[at++];
    }
  }
  text = std::move(out);
  return {};
}

}  // namespace

Environment process_environment() {
  return [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    if (!value) return std::nullopt;
    return std::string(value);
  };
}

void expand(Node& node, const Environment& environment, Findings& findings) {
  if (node.is(Node::Type::text)) {
    auto fault = expand_text(node.text, environment);
    if (!fault.empty()) {
      findings.add(node.place, std::move(fault));
      node.broken = true;
    }
  }
  for (auto& item : node.items) expand(item, environment, findings);
  for (auto& member : node.members) expand(member.value, environment, findings);
}

std::string escaped_variables(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text.substr(at, 2) == "${") out += '$';
    out += text[at];
  }
  return out;
}

}  // namespace serhost::config
