// Matching and renaming. Names come from foreign files: a name longer than any real one matches
// nothing, which bounds the search.
#include <algorithm>
#include <serhost/weights/key_map.hpp>
#include <utility>

#include "base/error.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace {

constexpr std::size_t kLongestName = 512;

using Captures =
    std::vector<std::pair<std::string_view, std::string_view>>;  ///< what each mark stands for

/// "{i}" or "*" at the beginning of `pattern`; "" where it begins with plain text.
std::string_view mark_of(std::string_view pattern) {
  if (pattern.starts_with('*')) return pattern.substr(0, 1);
  return pattern.starts_with('{') ? pattern.substr(0, pattern.find('}') + 1) : std::string_view();
}

bool match(std::string_view pattern, std::string_view name, Captures& captures) {
  while (!pattern.empty()) {
    const auto mark = mark_of(pattern);
    if (mark.empty()) {
      if (name.empty() || name.front() != pattern.front()) return false;
      pattern.remove_prefix(1), name.remove_prefix(1);
      continue;
    }
    pattern.remove_prefix(mark.size());
    const bool any = mark == "*";
    const auto most = any ? name.size() : std::min(name.find('.'), name.size());
    for (std::size_t length = any ? 0 : 1; length <= most; ++length) {
      captures.emplace_back(mark, name.substr(0, length));
      if (match(pattern, name.substr(length), captures)) return true;
      captures.pop_back();
    }
    return false;
  }
  return name.empty();
}

std::string filled(std::string_view pattern, const Captures& captures) {
  std::string out;
  while (!pattern.empty()) {
    const auto mark = mark_of(pattern);
    if (mark.empty()) {
      out += pattern.front();
      pattern.remove_prefix(1);
      continue;
    }
    const auto found = std::find_if(captures.begin(), captures.end(),
                                    [&](const auto& each) { return each.first == mark; });
    SERHOST_CHECK(found != captures.end());
    out += found->second;
    pattern.remove_prefix(mark.size());
  }
  return out;
}

std::string_view prefix_of(const Layout& layout, const std::vector<std::string>& names) {
  for (const auto prefix : layout.prefixes) {
    if (std::any_of(names.begin(), names.end(),
                    [&](const auto& name) { return name.starts_with(prefix); }))
      return prefix;
  }
  return "";
}

std::string_view without(std::string_view prefix, std::string_view name) {
  return name.starts_with(prefix) ? name.substr(prefix.size()) : name;
}

std::string in_the_modules_terms(const Layout& layout, std::string_view name) {
  for (const auto& rule : layout.rules) {
    if (auto out = renamed(rule, name); !out.empty()) return out;
  }
  return std::string(name);
}

}  // namespace

bool matches(std::string_view pattern, std::string_view name) {
  Captures captures;
  return name.size() <= kLongestName && match(pattern, name, captures);
}

std::string renamed(const Rule& rule, std::string_view name) {
  Captures captures;
  if (name.size() > kLongestName || !match(rule.from, name, captures)) return "";
  return filled(rule.to, captures);
}

const Layout* layout_of(const Family& family, const std::vector<std::string>& names) {
  for (const auto& layout : family.layouts) {
    const auto prefix = prefix_of(layout, names);
    if (std::any_of(names.begin(), names.end(),
                    [&](const auto& name) { return matches(layout.mark, without(prefix, name)); }))
      return &layout;
  }
  return nullptr;
}

bool has_sign_of(const Family& family, const std::vector<std::string>& names) {
  const auto* const layout = layout_of(family, names);
  if (layout == nullptr) return false;
  const auto prefix = prefix_of(*layout, names);
  return std::any_of(names.begin(), names.end(), [&](const auto& name) {
    return std::any_of(family.signs.begin(), family.signs.end(),
                       [&](std::string_view sign) { return matches(sign, without(prefix, name)); });
  });
}

MappedNames map_names(const Family& family, const std::vector<std::string>& names) {
  MappedNames out;
  out.layout = layout_of(family, names);
  if (out.layout == nullptr) return out;
  const auto prefix = prefix_of(*out.layout, names);
  for (const auto& name : names) {
    auto own = in_the_modules_terms(*out.layout, without(prefix, name));
    const auto is_own = [&](std::string_view pattern) { return matches(pattern, own); };
    if (std::any_of(out.layout->extras.begin(), out.layout->extras.end(), is_own))
      out.extras.push_back(own);
    const auto [other, fresh] = out.sources.emplace(std::move(own), name);
    if (!fresh) {
      throw Error(Exit::damaged, "the tensors " + shown(other->second) + " and " + shown(name) +
                                     " are both what the model calls " + shown(other->first));
    }
  }
  return out;
}

}  // namespace serhost::weights
