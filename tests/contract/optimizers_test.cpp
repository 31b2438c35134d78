// Every optimizer that is built in or bundled keeps the promises of optimizer.hpp.
#include "contract/cases.hpp"

using namespace serhost;

class EveryOptimizer : public ::testing::TestWithParam<contract::Case> {};
INSTANTIATE_TEST_SUITE_P(Bundled, EveryOptimizer,
                         ::testing::ValuesIn(contract::cases(Kind::optimizer)),
                         contract::name_of_case);

TEST_P(EveryOptimizer, KeepsItsPromises) { contract::expect_all(GetParam()); }
