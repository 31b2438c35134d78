// Every bundled dataset keeps the promises of dataset.hpp: on the small corpus of true names that
// tree.json in its plugin's folder describes, on the corpora that are at hand, and on folders that
// are not its corpus.
#include "contract/cases.hpp"
#include "testing/dataset_kit.hpp"
#include "testing/temporary.hpp"

namespace fs = std::filesystem;
using namespace serhost;

class EveryDataset : public ::testing::TestWithParam<contract::Case> {};
INSTANTIATE_TEST_SUITE_P(Bundled, EveryDataset, ::testing::ValuesIn(contract::cases(Kind::dataset)),
                         contract::name_of_case);

TEST_P(EveryDataset, KeepsItsPromisesOnASmallCorpusOfTrueNames) {
  const auto& info = *GetParam().info;
  const auto tree = conformance::beside(info, "tree.json", contract::source_folder());
  if (tree.empty()) {
    ASSERT_TRUE(host::has_ability<ReadsAudio>(info))
        << "a reader of files needs a tree.json beside its sources, with file names as its corpus "
           "has them; only data that is made needs none";
    contract::expect_all(GetParam());
    return;
  }
  const conformance::TemporaryDirectory folder;
  const auto labels = conformance::write_tree(tree, folder.path());
  ASSERT_FALSE(conformance::make_dataset(serhost::testing::registry(), info, GetParam().parameters,
                                         folder.path())
                   ->utterances()
                   .empty())
      << tree << " describes no clip that this reader knows";
  contract::expect_all(GetParam(), folder.path(), labels);
}

namespace {

/// The corpora below SERHOST_TEST_DATA whose folder is called like a reader; none where the
/// variable is not set.
std::vector<contract::Case> corpora_at_hand() {
  std::vector<contract::Case> all;
  const char* const data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || *data == '\0') return all;
  for (auto& one : contract::cases(Kind::dataset)) {
    if (fs::is_directory(fs::path(data) / one.info->name)) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

class EveryCorpusAtHand : public ::testing::TestWithParam<contract::Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryCorpusAtHand);
INSTANTIATE_TEST_SUITE_P(Real, EveryCorpusAtHand, ::testing::ValuesIn(corpora_at_hand()),
                         contract::name_of_case);

TEST_P(EveryCorpusAtHand, KeepsItsPromises) {
  const auto root = fs::path(std::getenv("SERHOST_TEST_DATA")) / GetParam().info->name;
  ASSERT_FALSE(conformance::make_dataset(serhost::testing::registry(), *GetParam().info,
                                         GetParam().parameters, root)
                   ->utterances()
                   .empty());
  contract::expect_all(GetParam(), root);
}
