// Every bundled loss keeps the promises of loss.hpp.
#include "contract/cases.hpp"

using namespace serhost;

class EveryLoss : public ::testing::TestWithParam<contract::Case> {};
INSTANTIATE_TEST_SUITE_P(Bundled, EveryLoss, ::testing::ValuesIn(contract::cases(Kind::loss)),
                         contract::name_of_case);

TEST_P(EveryLoss, KeepsItsPromises) { contract::expect_all(GetParam()); }
