// Samples hyper-parameters: one stream per key and trial, so that another key or trial changes no
// other value.
#include "sweep/random_space.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "base/seed.hpp"
#include "base/text.hpp"
#include "config/renamed.hpp"
#include "config/tables.hpp"

namespace serhost::sweep {
namespace {

using config::Findings;
using config::Node;

constexpr double kLargest = 1e15;  // whole numbers up to here are exact

bool is_range(const Node& node) {
  return node.is(Node::Type::list) || node.find("low") != nullptr || node.find("high") != nullptr ||
         node.find("choices") != nullptr;
}

void read_bounds(config::TableReader& table, Range& to) {
  const auto *low = table.take("low"), *high = table.take("high");
  if (low == nullptr || high == nullptr) {
    if (table.has("low") && table.has("high")) return;  // told
    return table.findings().add(table.place(),
                                to.key + ": needs low and high, or a list of choices");
  }
  const config::Range bounds{.at_least = -kLargest, .above = {}, .at_most = kLargest, .below = {}};
  const auto first = config::read_real(*low, to.key + ".low", bounds, table.findings());
  const auto last = config::read_real(*high, to.key + ".high", bounds, table.findings());
  std::string scale = "linear";
  table.read("scale", scale, {"linear", "log"});
  if (!first || !last) return;
  to.low = *first, to.high = *last;
  to.whole = low->is(Node::Type::integer) && high->is(Node::Type::integer);
  to.logarithmic = scale == "log";
  if (!(to.low < to.high)) table.findings().add(high->place, to.key + ": high must be above low");
  if (to.logarithmic && to.low <= 0.0)
    table.findings().add(low->place, to.key + ": low must be above 0 on a logarithmic scale");
}

Range read_range(const Keyed& one, const std::vector<Axis>& axes, Findings& findings) {
  Range to;
  to.key = one.key, to.parts = one.parts, to.place = one.place;
  const Node* list = one.value->is(Node::Type::list) ? one.value : nullptr;
  if (list == nullptr && !one.value->is(Node::Type::table)) {
    config::wrong(*one.value, "random.space." + one.key,
                  "{ low = 1e-4, high = 1e-2, scale = \"log\" } or a list of choices", findings);
    return to;
  }
  if (list == nullptr) {
    config::TableReader table(*one.value, "random.space." + one.key, "[random.space]." + one.key,
                              findings);
    if (const auto* when = table.take("when"))
      to.when.emplace(*when, "random.space." + one.key + ".when", axes, findings);
    list = table.take("choices");
    if (list == nullptr) read_bounds(table, to);
    table.finish();
  }
  if (list == nullptr) return to;
  if (!list->is(Node::Type::list) || list->items.empty())
    config::wrong(*list, "random.space." + one.key, "a list of one choice or more", findings);
  to.choices = list->items;
  return to;
}

/// A value of the type that is drawn.
Node example(const Range& range) {
  if (!range.choices.empty()) return range.choices.front();
  Node out;
  out.type = range.whole ? Node::Type::integer : Node::Type::real;
  return out;
}

double rounded(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return std::strtod(text, nullptr);
}

}  // namespace

RandomSpace read_random(const Node* node, const std::vector<Axis>& axes, const Node& base,
                        const config::Find& find, Findings& findings) {
  RandomSpace out;
  if (node == nullptr) return out;
  if (!node->is(Node::Type::table)) {
    config::wrong(*node, "random", "a table [random]", findings);
    return out;
  }
  config::TableReader table(*node, "random", "[random]", findings);
  if (!table.has("trials"))
    findings.add(
        node->place,
        "random.trials is missing: the budget, the number of trials for every cell of the grid");
  table.read(
      "trials", out.trials,
      {.at_least = 1.0, .above = {}, .at_most = static_cast<double>(kMostCells), .below = {}});
  table.read("seed", out.seed,
             {.at_least = 0.0, .above = {}, .at_most = config::kLargestSeed, .below = {}});
  const auto* space = table.take("space");
  if (space == nullptr || !space->is(Node::Type::table) || space->members.empty()) {
    findings.add(space == nullptr ? node->place : space->place,
                 "random.space: must be a table of keys to sample");
  } else {
    for (const auto& one : keyed(*space, is_range, findings)) {
      out.ranges.push_back(read_range(one, axes, findings));
      auto& range = out.ranges.back();
      range.key = config::key_of_today(one.key);
      if (range.key != one.key) {
        range.parts = split(range.key, '.');
        findings.note(one.place, "'" + one.key + "' is now called '" + range.key + "'");
      }
      range.stream = config::first_key(range.parts, example(range), base, find);
    }
  }
  table.finish();
  return out;
}

Node draw(const Range& range, std::int64_t seed, std::int64_t trial) {
  Random random(stream_seed(static_cast<std::uint64_t>(seed), "sweep/" + range.stream,
                            static_cast<std::uint64_t>(trial)));
  if (!range.choices.empty()) return range.choices[random.below(range.choices.size())];
  Node out;
  out.place = range.place;
  if (range.whole && !range.logarithmic) {
    out.type = Node::Type::integer;
    out.integer = static_cast<std::int64_t>(range.low) +
                  static_cast<std::int64_t>(
                      random.below(static_cast<std::uint64_t>(range.high - range.low) + 1));
    return out;
  }
  const double at = random.uniform();
  double value =
      range.logarithmic
          ? std::exp(std::log(range.low) + at * (std::log(range.high) - std::log(range.low)))
          : range.low + at * (range.high - range.low);
  value = std::clamp(range.whole ? std::round(value) : rounded(value), range.low, range.high);
  out.type = range.whole ? Node::Type::integer : Node::Type::real;
  if (range.whole) out.integer = static_cast<std::int64_t>(value);
  else out.real = value;
  return out;
}

}  // namespace serhost::sweep
