// Every bundled dataset keeps the promises of dataset.hpp: on the corpora that are at hand, and on a folder that is not its corpus.
#include <serhost/testing/dataset.hpp>

#include <gmock/gmock.h>

#include "base/error.hpp"
#include "contract/cases.hpp"

namespace fs = std::filesystem;
using namespace serhost;
namespace kit = serhost::testing;

class EveryDataset : public ::testing::TestWithParam<contract::Case> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(EveryDataset);
INSTANTIATE_TEST_SUITE_P(Bundled, EveryDataset, ::testing::ValuesIn(contract::cases(Kind::dataset)), contract::name_of_case);

TEST_P(EveryDataset, SaysWhatIsMissingInAFolderThatIsNotItsCorpus) {
  const kit::TemporaryFolder folder;
  std::shared_ptr<Dataset> dataset;
  try {
    dataset = kit::make_dataset(GetParam().name, GetParam().parameters, folder.path());
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr(GetParam().name)) << "a message names the component";
    return;
  }
  std::string message;
  try {
    dataset->utterances();
  } catch (const std::exception& error) {
    message = error.what();
    EXPECT_THAT(message, ::testing::HasSubstr(folder.path().string())) << "a message names the path";
  }
  if (message.empty()) kit::expect_conforms(*dataset);  // made, not read
}

TEST_P(EveryDataset, KeepsItsPromisesOnTheCorpusThatIsAtHand) {
  const char* const data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr) GTEST_SKIP() << "SERHOST_TEST_DATA is not set: no real corpora at hand";
  const auto root = fs::path(data) / GetParam().name;
  if (!fs::is_directory(root)) return;  // this corpus is not among those at hand
  kit::expect_conforms(*kit::make_dataset(GetParam().name, GetParam().parameters, root));
}
