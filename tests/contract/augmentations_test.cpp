// Every bundled augmentation keeps the promises of augment.hpp.
#include "contract/cases.hpp"

using namespace serhost;

class EveryAugmentation : public ::testing::TestWithParam<contract::Case> {};
INSTANTIATE_TEST_SUITE_P(Bundled, EveryAugmentation,
                         ::testing::ValuesIn(contract::cases(Kind::augment)),
                         contract::name_of_case);

TEST_P(EveryAugmentation, KeepsItsPromises) { contract::expect_all(GetParam()); }
