#include "testing/values.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::host;
using ::testing::HasSubstr;

namespace {

ComponentInfo info() {
  ComponentInfo made;
  made.kind = Kind::loss;
  made.name = "sample";
  const auto add = [&](const char* name, ParamType type, Value fallback) -> ParamSpec& {
    auto& spec = made.parameters.emplace_back();
    spec.name = name;
    spec.type = type;
    spec.fallback = std::move(fallback);
    return spec;
  };
  add("flag", ParamType::boolean, false);
  add("count", ParamType::integer, std::int64_t{3}).minimum = 1;
  add("rate", ParamType::real, 0.5).maximum = 1;
  add("mode", ParamType::text, std::string("a")).choices = {"a", "b"};
  add("sizes", ParamType::integers, std::vector<std::int64_t>{});
  add("alpha", ParamType::weights, std::map<std::string, double>{}).keys_are_classes = true;
  add("depth", ParamType::integer_or_text, std::string("auto"));
  add("limit", ParamType::real, Value()).optional = true;
  return made;
}

Values read(const std::vector<std::string>& parameters) {
  return serhost::testing::values_of(serhost::testing::registry(), info(), parameters,
                                     {"sad", "angry"});
}

std::string fault(const std::string& parameter) {
  try {
    read({parameter});
  } catch (const ConfigError& error) { return error.what(); }
  return "";
}

}  // namespace

TEST(TestValues, AreTheDefaultsWhereNothingIsGiven) {
  const auto values = read({});
  ASSERT_EQ(values.size(), 8u);
  EXPECT_EQ(std::get<std::int64_t>(values[1]), 3);
  EXPECT_TRUE(std::holds_alternative<std::monostate>(values[7]));
}

TEST(TestValues, HaveTheTypesOfTheSchema) {
  const auto values = read({"flag=true", "count=7", "rate=1", "mode=b", "sizes=[1, 2]",
                            "alpha={sad=2, angry = 0.5}", "depth=4", "limit=1e-3"});
  EXPECT_TRUE(std::get<bool>(values[0]));
  EXPECT_EQ(std::get<std::int64_t>(values[1]), 7);
  EXPECT_EQ(std::get<double>(values[2]), 1.0);
  EXPECT_EQ(std::get<std::string>(values[3]), "b");
  EXPECT_EQ(std::get<std::vector<std::int64_t>>(values[4]), (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ((std::get<std::map<std::string, double>>(values[5])),
            (std::map<std::string, double>{{"sad", 2.0}, {"angry", 0.5}}));
  EXPECT_EQ(std::get<std::int64_t>(values[6]), 4);
  EXPECT_EQ(std::get<double>(values[7]), 1e-3);
  EXPECT_EQ(std::get<std::string>(read({"depth=all"})[6]), "all");
}

TEST(TestValues, ThatAreWrongAreRefusedWithWhatWasExpected) {
  EXPECT_THAT(fault("flag=yes"), HasSubstr("parameter 'flag': expected true or false"));
  EXPECT_THAT(fault("count=2.5"), HasSubstr("expected an integer"));
  EXPECT_THAT(fault("count=0"), HasSubstr("expected 1 or more, found 0"));
  EXPECT_THAT(fault("rate=1.5"), HasSubstr("expected 1 or less, found 1.5"));
  EXPECT_THAT(fault("rate=nan"), HasSubstr("expected 1 or less, found nan"));
  EXPECT_THAT(fault("mode=c"), HasSubstr("expected one of a, b, found 'c'"));
  EXPECT_THAT(fault("alpha={joy=1}"), HasSubstr("names of the task's classes, found 'joy'"));
  EXPECT_THAT(fault("rat=1"),
              HasSubstr("loss 'sample' has no parameter 'rat'. Did you mean 'rate'?"));
  EXPECT_THAT(fault("rate"), HasSubstr("expected key=value"));
}
