// Matching and renaming. Names come from foreign files: a name longer than any real one matches
// nothing, which bounds the search.
#include <algorithm>
#include <serhost/weights/key_map.hpp>
#include <set>
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

/// A layout that fits, and what is to be taken off.
struct Fit {
  const Layout* layout = nullptr;
  std::string prefix{};
  bool found = false;  ///< the prefix is none of the layout's own
  std::vector<std::string> several{};
};

bool has_mark(const Layout& layout, std::string_view prefix,
              const std::vector<std::string>& names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const auto& name) { return matches(layout.mark, without(prefix, name)); });
}

bool ends_with_its_own(const Layout& layout, std::string_view prefix) {
  return std::any_of(layout.prefixes.begin(), layout.prefixes.end(), [&](std::string_view own) {
    return prefix.ends_with(own) &&
           (prefix.size() == own.size() || prefix[prefix.size() - own.size() - 1] == '.');
  });
}

/// Everything that stands before the mark; where some of it ends with the layout's own prefix, that
/// alone.
std::set<std::string> before_the_mark(const Layout& layout, const std::vector<std::string>& names) {
  std::set<std::string> all, own;
  for (const auto& name : names) {
    if (name.size() > kLongestName) continue;
    for (auto dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1)) {
      const auto prefix = name.substr(0, dot + 1);
      if (all.contains(prefix) || !matches(layout.mark, std::string_view(name).substr(dot + 1)))
        continue;
      all.insert(prefix);
      if (ends_with_its_own(layout, prefix)) own.insert(prefix);
    }
  }
  return own.empty() && !layout.needs_prefix ? all : own;
}

Fit fit(const Family& family, const std::vector<std::string>& names) {
  for (const auto& layout : family.layouts) {
    const auto prefix = prefix_of(layout, names);
    if (has_mark(layout, prefix, names)) return {.layout = &layout, .prefix = std::string(prefix)};
  }
  Fit out;
  for (const auto& layout : family.layouts) {
    const auto prefixes = before_the_mark(layout, names);
    if (prefixes.size() == 1)
      return {.layout = &layout, .prefix = *prefixes.begin(), .found = true};
    out.several.insert(out.several.end(), prefixes.begin(), prefixes.end());
  }
  return out;
}

/// The rule by which a tensor is several of the module's, or nullptr.
const FusedRule* fused_rule(const Layout& layout, std::string_view name) {
  const auto found = std::find_if(layout.fused.begin(), layout.fused.end(),
                                  [&](const auto& each) { return matches(each.from, name); });
  return found == layout.fused.end() ? nullptr : &*found;
}

std::string in_the_modules_terms(const Layout& layout, std::string_view name) {
  for (const auto& rule : layout.rules) {
    if (auto out = renamed(rule, name); !out.empty()) return out;
  }
  return std::string(name);
}

void add(MappedNames& to, const std::string& own, const std::string& name) {
  const auto [other, fresh] = to.sources.emplace(own, name);
  if (fresh) return;
  throw Error(Exit::damaged, "the tensors " + shown(other->second) + " and " + shown(name) +
                                 " are both what the model calls " + shown(own));
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
  return fit(family, names).layout;
}

bool has_sign_of(const Family& family, const std::vector<std::string>& names) {
  const auto found = fit(family, names);
  if (found.layout == nullptr) return false;
  const auto& prefix = found.prefix;
  return std::any_of(names.begin(), names.end(), [&](const auto& name) {
    return std::any_of(family.signs.begin(), family.signs.end(),
                       [&](std::string_view sign) { return matches(sign, without(prefix, name)); });
  });
}

MappedNames map_names(const Family& family, const std::vector<std::string>& names) {
  MappedNames out;
  const auto found = fit(family, names);
  out.layout = found.layout;
  out.several = found.several;
  if (out.layout == nullptr) return out;
  if (found.found) out.prefix = found.prefix;
  for (const auto& name : names) {
    const bool of_another_part = found.found && !name.starts_with(found.prefix);
    const auto bare = without(found.prefix, name);
    if (const auto* fused = of_another_part ? nullptr : fused_rule(*out.layout, bare)) {
      const auto count = static_cast<std::int64_t>(fused->to.size());
      for (std::int64_t i = 0; i < count; ++i) {
        const auto own = renamed({fused->from, fused->to[static_cast<std::size_t>(i)]}, bare);
        add(out, own, name);
        out.parts[own] = {i, count};
      }
      continue;
    }
    auto own = of_another_part ? name : in_the_modules_terms(*out.layout, bare);
    const auto is_own = [&](std::string_view pattern) { return matches(pattern, own); };
    const auto& extras = out.layout->extras;
    if (of_another_part || std::any_of(extras.begin(), extras.end(), is_own))
      out.extras.push_back(own);
    add(out, own, name);
  }
  return out;
}

}  // namespace serhost::weights
