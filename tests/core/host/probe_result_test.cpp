#include "host/probe_result.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::host;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

ProbeResult with(Kind kind, const std::string& name, const std::vector<std::string>& parameters) {
  ProbeResult found{.kind = kind,
                    .name = name,
                    .summary = "made for a test",
                    .title = name,
                    .parameters = {},
                    .abilities = {}};
  for (const auto& parameter : parameters) {
    ParamSpec spec;
    spec.name = parameter;
    found.parameters.push_back(spec);
  }
  return found;
}

std::vector<ParamSpec> no_parameters() { return {}; }
std::vector<std::string> no_abilities() { return {}; }
std::vector<ParamSpec> throwing() { throw std::runtime_error("declared nothing"); }

Component loss(const char* name) {
  return {.kind = Kind::loss,
          .name = name,
          .summary = "made for a test",
          .shown = {},
          .parameters = no_parameters,
          .abilities = no_abilities,
          .maker = MakeLoss{},
          .next = nullptr};
}

}  // namespace

TEST(ComponentRules, AreKeptByOrdinaryNames) {
  EXPECT_THAT(broken_rules({with(Kind::loss, "focal", {"gamma", "alpha_2"}),
                            with(Kind::backbone, "focal", {})}),
              IsEmpty());
}

TEST(ComponentRules, WantSnakeCaseNames) {
  EXPECT_THAT(broken_rules({with(Kind::loss, "Focal", {"γ"}), with(Kind::loss, "2fast", {})}),
              ElementsAre("loss 'Focal' is not named [a-z][a-z0-9_]*",
                          "parameter 'γ' of loss 'Focal' is not named [a-z][a-z0-9_]*",
                          "loss '2fast' is not named [a-z][a-z0-9_]*"));
}

TEST(ComponentRules, WantEveryNameOnceAKind) {
  EXPECT_THAT(broken_rules({with(Kind::loss, "focal", {}), with(Kind::loss, "focal", {"a", "a"})}),
              ElementsAre("loss 'focal' is registered twice",
                          "parameter 'a' of loss 'focal' is declared twice"));
}

TEST(ComponentRules, KeepTheHostsKeysOfEachKind) {
  for (const auto* key : {"plugin", "name", "root", "classes", "merge", "labels", "columns",
                          "people", "skip_damaged", "weight"}) {
    EXPECT_EQ(broken_rules({with(Kind::dataset, "x", {key})}).size(), 1u) << key;
  }
  for (const auto* key : {"plugin", "freeze", "layers", "take"})
    EXPECT_EQ(broken_rules({with(Kind::backbone, "x", {key})}).size(), 1u) << key;
  EXPECT_THAT(
      broken_rules({with(Kind::loss, "x", {"plugin"})}),
      ElementsAre("parameter 'plugin' of loss 'x' is a key of the host; choose another name"));
  EXPECT_THAT(broken_rules({with(Kind::loss, "x", {"weight", "freeze", "root"})}), IsEmpty());
}

TEST(ComponentRules, WantAtLeastOneComponent) {
  EXPECT_THAT(broken_rules({}), ElementsAre("it holds no component; register one with "
                                            "SERHOST_BACKBONE, SERHOST_LOSS, SERHOST_DATASET, "
                                            "SERHOST_OPTIMIZER, SERHOST_HEAD or SERHOST_AUGMENT"));
}

TEST(ComponentRules, AllowNestedComponentsInLossesAndBackbonesAlone) {
  for (const auto& kind : kKinds) {
    auto one = with(kind.kind, "x", {"parts"});
    one.parameters[0].type = ParamType::parts;
    one.parameters[0].part_kind = Kind::backbone;
    const bool allowed = kind.kind == Kind::loss || kind.kind == Kind::backbone;
    EXPECT_EQ(broken_rules({one}).empty(), allowed) << kind.name;
  }
}

TEST(ComponentRules, AllowNoLossInsideABackbone) {
  auto backbone = with(Kind::backbone, "x", {"parts"});
  backbone.parameters[0].type = ParamType::parts;
  EXPECT_THAT(
      broken_rules({backbone}),
      ElementsAre(
          "parameter 'parts' of backbone 'x' is a nested loss, which a backbone cannot hold"));
}

TEST(ComponentList, ThatRunsInACircleIsRefused) {
  auto one = loss("one");
  one.next = &one;
  EXPECT_THROW(list_components(&one), PluginError);
}

TEST(ComponentList, WithAMakerOfAnotherKindIsRefused) {
  auto one = loss("one");
  EXPECT_EQ(list_components(&one).size(), 1u);
  one.maker = MakeBackbone{};
  EXPECT_THROW(list_components(&one), PluginError);
  one = loss("one");
  one.kind = static_cast<Kind>(kKinds.size());
  EXPECT_THROW(list_components(&one), PluginError);
}

TEST(ComponentList, ShowsAComponentByItsNameUnlessItHasATitle) {
  auto one = loss("one");
  EXPECT_EQ(list_components(&one)[0].title, "one");
  EXPECT_EQ(list_components(&one)[0].order, Shown{}.order);
  one.shown = {.title = "The One", .order = 3};
  EXPECT_EQ(list_components(&one)[0].title, "The One");
  EXPECT_EQ(list_components(&one)[0].order, 3);
}

TEST(ComponentList, WithoutANameIsRefused) {
  const auto one = loss(nullptr);
  EXPECT_THROW(list_components(&one), PluginError);
}

TEST(ComponentList, WhoseDeclarationThrowsNamesTheComponent) {
  auto one = loss("one");
  one.parameters = throwing;
  try {
    list_components(&one);
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_STREQ(error.what(),
                 "loss 'one' of plugin this file failed in declare: declared nothing");
  }
}
