// 32 bits of SHA-256 tell the cells of one sweep apart; read_sweep refuses the sweep in which they
// do not.
#include "sweep/cell_id.hpp"

#include <algorithm>
#include <cstdio>

#include "base/hash.hpp"
#include "base/text.hpp"
#include "config/renamed.hpp"
#include "config/toml_text.hpp"

namespace serhost::sweep {
namespace {

using config::Node;

constexpr std::size_t kLongestWord = 24, kLongestName = 100;

void write(const Node& node, const std::string& path, std::string& out) {
  switch (node.type) {
    case Node::Type::boolean:
      out += node.boolean ? "true" : "false";
      break;
    case Node::Type::integer:
      out += std::to_string(node.integer);
      break;
    case Node::Type::real:
      out += config::toml_real(node.real);
      break;
    case Node::Type::text:
      out += config::toml_string(node.text);
      break;
    case Node::Type::date:
      out += node.text;
      break;
    case Node::Type::list:
      out += '[';
      for (const auto& item : node.items) write(item, path + "[]", out), out += ',';
      out += ']';
      break;
    case Node::Type::table:
      out += '{';
      for (const auto& member : node.members) {  // sorted by key
        const auto below = path + "." + member.key;
        if (below == ".name" || below == ".train.device" || below == ".train.keep") continue;
        std::string value;
        write(member.value, below, value);
        if (value != "{}")
          out += config::toml_key(member.key) + "=" + value + ",";  // an empty table says nothing
      }
      out += '}';
  }
}

/// The last word of an axis that holds a number, by its first name.
std::string key_word(const Override& setting, const Node& tree, const config::Find& find) {
  Node value;
  value.type = setting.value.find_first_of(".e") == std::string::npos ? Node::Type::integer
                                                                      : Node::Type::real;
  const auto key = config::first_key(split(setting.axis, '.'), value, tree, find);
  return key.substr(key.rfind('.') + 1);
}

std::string word(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || (c == '.' && !out.empty());
    if (plain) out += c;
    else if (!out.empty() && out.back() != '_') out += '_';
    if (out.size() == kLongestWord) break;
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  return out;
}

}  // namespace

std::string canonical(const Node& tree, const config::Find& find) {
  std::string out;
  write(config::in_first_names(tree, nullptr, find), "", out);
  return out;
}

std::string cell_id(const std::vector<Override>& overrides, std::int64_t trial, const Node& tree,
                    const config::Find& find) {
  std::vector<std::string> words;
  for (const auto& setting : overrides) {
    // A number says little without its key.
    const bool number = !setting.value.empty() &&
                        setting.value.find_first_not_of("0123456789.e+-") == std::string::npos;
    auto text = word(number ? key_word(setting, tree, find) + setting.value : setting.value);
    if (!text.empty()) words.push_back(std::move(text));
  }
  auto name = join(words, "-").substr(0, kLongestName);
  if (trial > 0) {
    char number[24];
    std::snprintf(number, sizeof number, "t%02lld", static_cast<long long>(trial));
    name += (name.empty() ? "" : "-") + std::string(number);
  }
  return (name.empty() ? "cell" : name) + "-" + sha256(canonical(tree, find)).substr(0, 8);
}

}  // namespace serhost::sweep
