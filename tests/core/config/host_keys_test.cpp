// The host's keys and those that components declare are apart, bundled or not, whatever name a key
// had: what stands in a table must have one meaning.
#include "host/host_keys.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "config/renamed.hpp"
#include "config/tables.hpp"
#include "host/probe_result.hpp"
#include "host/registry.hpp"

namespace serhost::config {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> keys_of_host(Kind kind) {
  const auto keys = host::host_keys(kind);
  return {keys.begin(), keys.end()};
}

TEST(HostKeys, NoComponentDeclaresOne) {
  const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  ASSERT_GE(registry.components().size(), 20u);
  for (const auto& info : registry.components()) {
    for (const auto& spec : info.parameters)
      EXPECT_THAT(keys_of_host(info.kind), ::testing::Not(Contains(spec.name)))
          << name_of(info.kind) << " " << info.name;
  }
}

TEST(HostKeys, HoldEveryNameOfARenamedKey) {
  std::size_t of_components = 0;
  for (const auto& key : renamed_keys()) {
    for (const auto& kind : kKinds) {
      if (key.table != kind.name) continue;
      ++of_components;
      EXPECT_THAT(keys_of_host(kind.kind), Contains(std::string(key.first)));
      EXPECT_THAT(keys_of_host(kind.kind), Contains(std::string(key.today)));
    }
  }
  EXPECT_GE(of_components, 1u);
}

TEST(HostKeys, APluginThatDeclaresOneIsRefused) {
  for (const auto& kind : kKinds) {
    for (const auto& key : keys_of_host(kind.kind)) {
      host::ProbeResult component;
      component.kind = kind.kind;
      component.name = "mine";
      component.parameters.resize(1);
      component.parameters[0].name = key;
      EXPECT_THAT(host::broken_rules({component}),
                  Contains(HasSubstr("parameter '" + key + "' of " + kind.name +
                                     " 'mine' is a key of the host")));
      component.parameters[0].name = "my_own";
      EXPECT_THAT(host::broken_rules({component}), IsEmpty());
    }
  }
}

/// Each key that a host's table of a component declares is kept from components.
void expect_kept(Kind kind, const std::vector<KeySpec>& declared) {
  EXPECT_FALSE(declared.empty());
  for (const auto& spec : declared) {
    EXPECT_THAT(keys_of_host(kind), Contains(spec.name)) << name_of(kind);
    if (!spec.former.empty()) {
      EXPECT_THAT(keys_of_host(kind), Contains(spec.former)) << name_of(kind);
    }
  }
}

TEST(HostKeys, HoldEveryKeyThatTheHostDeclares) {
  expect_kept(Kind::dataset, keys_of<DatasetKeys>());
  expect_kept(Kind::backbone, keys_of<BackboneKeys>());
  expect_kept(Kind::optimizer, keys_of<OptimizerTable>());
  expect_kept(Kind::augment, keys_of<AugmentTable>());
}

// `layer` is precomputed's, `layers` the host's.
TEST(HostKeys, LeaveThePluginsTheirs) {
  EXPECT_THAT(keys_of_host(Kind::backbone), ::testing::Not(Contains("layer")));
}

}  // namespace
}  // namespace serhost::config
