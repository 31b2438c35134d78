// Every bundled backbone keeps the promises of backbone.hpp.
#include "contract/cases.hpp"

using namespace serhost;

class EveryBackbone : public ::testing::TestWithParam<contract::Case> {};
INSTANTIATE_TEST_SUITE_P(Bundled, EveryBackbone,
                         ::testing::ValuesIn(contract::cases(Kind::backbone)),
                         contract::name_of_case);

TEST_P(EveryBackbone, KeepsItsPromises) { contract::expect_all(GetParam()); }
