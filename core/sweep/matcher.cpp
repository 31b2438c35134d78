// Values are compared by their labels, which is what people read in tables.
#include "sweep/matcher.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>

#include "base/text.hpp"
#include "config/renamed.hpp"
#include "config/table_reader.hpp"

namespace serhost::sweep {

Matcher::Matcher(const config::Node& table, const std::string& title, const std::vector<Axis>& axes,
                 config::Findings& findings) {
  if (!table.is(config::Node::Type::table) || table.members.empty()) {
    config::wrong(table, title, "a table of axes and values, as in { loss = \"focal\" }", findings);
    return;
  }
  auto read = keyed(table, [](const config::Node&) { return false; }, findings);
  for (auto& one : read) {
    one.key = config::key_of_today(one.key);
    const auto axis = std::find_if(axes.begin(), axes.end(),
                                   [&](const Axis& each) { return each.name == one.key; });
    if (axis == axes.end()) {
      std::vector<std::string> names;
      for (const auto& each : axes) names.push_back(each.name);
      findings.add(one.place, title + ": no axis '" + one.key + "'." + suggestion(one.key, names));
      continue;
    }
    auto known = std::make_shared<std::vector<std::string>>();
    for (const auto& choice : axis->choices) known->push_back(choice.label);
    const std::set<std::string_view> labels(known->begin(), known->end());
    const auto values = one.value->is(config::Node::Type::list)
                            ? one.value->items
                            : std::vector<config::Node>{*one.value};
    for (const auto& value : values) {
      const auto label = label_of(value);
      if (!labels.contains(label))
        findings.add(value.place,
                     title + ": the axis " + one.key + " has no value '" + label + "'.", label,
                     known);
      wanted_[one.key].insert(label);
    }
  }
}

bool Matcher::matches(const std::vector<Override>& overrides) const {
  return !wanted_.empty() && std::all_of(wanted_.begin(), wanted_.end(), [&](const auto& want) {
    return std::any_of(overrides.begin(), overrides.end(), [&](const Override& have) {
      return have.axis == want.first && want.second.contains(have.value);
    });
  });
}

}  // namespace serhost::sweep
