#include "host/probe_result_json.hpp"

#include <gtest/gtest.h>

#include <limits>

using namespace serhost;
using namespace serhost::host;

namespace {

ParamSpec spec_of(const std::string& name, ParamType type, Value fallback) {
  ParamSpec spec;
  spec.name = name;
  spec.type = type;
  spec.fallback = std::move(fallback);
  spec.help = "what " + name + " does";
  return spec;
}

ProbeResult sample() {
  ProbeResult found{.kind = Kind::dataset,
                    .name = "sample",
                    .summary = "every type of value",
                    .title = "A Sample",
                    .order = 7,
                    .parameters = {},
                    .abilities = {"reads_audio"}};
  auto& all = found.parameters;
  all.push_back(spec_of("a", ParamType::boolean, true));
  all.push_back(spec_of("b", ParamType::integer,
                        std::int64_t{9007199254740993}));  // 2^53 + 1, which no double holds
  all.push_back(spec_of("c", ParamType::real, 2.0));       // must not come back as an integer
  all.push_back(spec_of("d", ParamType::real, std::numeric_limits<double>::infinity()));
  all.push_back(spec_of("e", ParamType::text, std::string("naïve \"quoted\"")));
  all.push_back(spec_of("f", ParamType::path, std::filesystem::path("/a/b")));
  all.push_back(spec_of("g", ParamType::integers, std::vector<std::int64_t>{1, -2}));
  all.push_back(spec_of("h", ParamType::reals,
                        std::vector<double>{0.1, -std::numeric_limits<double>::infinity()}));
  all.push_back(spec_of("i", ParamType::texts, std::vector<std::string>{"x", ""}));
  all.push_back(spec_of("j", ParamType::weights, std::map<std::string, double>{{"sad", 0.5}}));
  all.push_back(spec_of("k", ParamType::integer_or_text, std::string("auto")));
  all.push_back(spec_of("l", ParamType::real, Value()));
  all.back().optional = true;
  all.back().minimum = 1e-300;
  all.back().maximum = 0.1;
  all[4].choices = {"one", "two"};
  all[9].keys_are_classes = true;
  return found;
}

}  // namespace

TEST(FoundJson, GivesBackEveryTypeOfValueAsItWas) {
  const auto before = sample();
  const auto after = found_from_json(nlohmann::json::parse(to_json(before).dump()));
  EXPECT_EQ(after.kind, before.kind);
  EXPECT_EQ(after.name, before.name);
  EXPECT_EQ(after.summary, before.summary);
  EXPECT_EQ(after.title, before.title);
  EXPECT_EQ(after.order, before.order);
  EXPECT_EQ(after.abilities, before.abilities);
  ASSERT_EQ(after.parameters.size(), before.parameters.size());
  for (std::size_t i = 0; i + 1 < before.parameters.size(); ++i) {
    const auto& a = after.parameters[i];
    const auto& b = before.parameters[i];
    EXPECT_EQ(a.name, b.name);
    EXPECT_EQ(a.type, b.type);
    EXPECT_EQ(a.help, b.help);
    EXPECT_EQ(a.optional, b.optional);
    EXPECT_EQ(a.choices, b.choices);
    EXPECT_EQ(a.keys_are_classes, b.keys_are_classes);
    EXPECT_EQ(a.fallback.index(), b.fallback.index()) << b.name;
    EXPECT_EQ(to_json(after)["parameters"][i], to_json(before)["parameters"][i]) << b.name;
  }
  EXPECT_EQ(std::get<std::int64_t>(after.parameters[1].fallback), 9007199254740993);
  EXPECT_EQ(std::get<double>(after.parameters[2].fallback), 2.0);
  EXPECT_EQ(after.parameters.back().minimum, 1e-300);
  EXPECT_EQ(after.parameters.back().maximum, 0.1);
}

TEST(FoundJson, GivesBackNestedParts) {
  ProbeResult found{
      .kind = Kind::loss, .name = "sum", .summary = "", .parameters = {}, .abilities = {}};
  found.parameters.push_back(spec_of("parts", ParamType::parts, std::vector<PartValue>{}));
  found.parameters.back().part_kind = Kind::backbone;
  const auto after = found_from_json(to_json(found)).parameters.front();
  EXPECT_EQ(after.part_kind, Kind::backbone);
  EXPECT_TRUE(std::holds_alternative<std::vector<PartValue>>(after.fallback));
}

TEST(FoundJson, GivesBackEveryKind) {
  for (const auto& kind : kKinds) {
    auto one = sample();
    one.kind = kind.kind;
    EXPECT_EQ(found_from_json(to_json(one)).kind, kind.kind);
  }
}

TEST(FoundJson, RefusesNumbersThatNameNoKindOrType) {
  auto json = to_json(sample());
  json["kind"] = 9;
  EXPECT_ANY_THROW(found_from_json(json));
  json = to_json(sample());
  json["parameters"][0]["type"] = -1;
  EXPECT_ANY_THROW(found_from_json(json));
  EXPECT_ANY_THROW(found_from_json(nlohmann::json::array()));
}

TEST(FoundJson, RefusesNumbersThatAreNotWholeWhereOneIsMeant) {
  auto json = to_json(sample());
  auto& integer = json["parameters"][1]["fallback"];
  for (const auto& wrong : {nlohmann::json(1e300), nlohmann::json(1.5), nlohmann::json(UINT64_MAX),
                            nlohmann::json("1")}) {
    integer = {{"int", wrong}};
    EXPECT_THROW(found_from_json(json), std::invalid_argument) << wrong;
    integer = {{"ints", {wrong}}};
    EXPECT_THROW(found_from_json(json), std::invalid_argument) << wrong;
  }
  integer = {{"int", INT64_MIN}};
  EXPECT_NO_THROW(found_from_json(json));
  json["kind"] = -1;
  EXPECT_THROW(found_from_json(json), std::invalid_argument);
}
