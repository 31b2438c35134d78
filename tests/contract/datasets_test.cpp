// Every bundled dataset keeps the promises of dataset.hpp: on the small corpus that tree.json in
// its plugin's folder describes, on the corpora that are at hand, and on folders that are not its
// corpus.
#include "contract/cases.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/temporary.hpp"

namespace fs = std::filesystem;
using namespace serhost;

class EveryDataset : public ::testing::TestWithParam<contract::Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryDataset);
INSTANTIATE_TEST_SUITE_P(Bundled, EveryDataset, ::testing::ValuesIn(contract::cases(Kind::dataset)),
                         contract::name_of_case);

TEST_P(EveryDataset, KeepsItsPromisesOnASmallCorpus) {
  const auto tree = conformance::beside(*GetParam().info, "tree.json", contract::source_folder());
  if (tree.empty()) {  // data that is made needs none; else at least wrong roots are told
    contract::expect_all(GetParam());
    return;
  }
  const conformance::TemporaryDirectory folder;
  const auto labels = conformance::write_tree(tree, folder.path());
  contract::expect_all(GetParam(), folder.path(), labels);
}

TEST_P(EveryDataset, KeepsItsPromisesOnTheCorpusThatIsAtHand) {
  const char* const data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "SERHOST_TEST_DATA is not set: no real corpora at hand";
  const auto root = fs::path(data) / GetParam().info->name;
  if (!fs::is_directory(root)) return;  // this corpus is not among those at hand
  contract::expect_all(GetParam(), root);
}
