// Every bundled dataset keeps the promises of dataset.hpp: on the small corpus of true names that
// tree.json in its plugin's folder describes, on the corpora that are at hand, and on folders that
// are not its corpus.
#include <algorithm>

#include "base/files.hpp"
#include "base/seed.hpp"
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

/// Changes a text at one place: a byte, a cut, a piece twice, a piece moved.
std::string damaged(std::string text, Random& random) {
  const auto at = [&] { return static_cast<std::size_t>(random.below(text.size() + 1)); };
  const auto begin = at(), end = std::min(text.size(), begin + 1 + random.below(20));
  const auto piece = text.substr(begin, end - begin);
  switch (random.below(4)) {
    case 0:
      return text.replace(begin, end - begin, 1, static_cast<char>(random.below(256)));
    case 1:
      return text.erase(begin, random.below(2) == 0 ? std::string::npos : end - begin);
    case 2:
      return text.insert(at(), piece);
    default:
      return text.insert(at(), "\"},{[:|;\t\n\xc3/..-1nan___");
  }
}

/// The files of a small corpus that are text and not audio.
std::vector<std::pair<fs::path, std::string>> texts_of(const fs::path& folder) {
  std::vector<std::pair<fs::path, std::string>> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto text = read_file(entry.path());
    if (!text.starts_with("RIFF")) out.emplace_back(entry.path(), std::move(text));
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_P(EveryDataset, TakesDamagedListsAndLabelFilesOrSaysWhatIsWrong) {
  const auto& info = *GetParam().info;
  const auto tree = conformance::beside(info, "tree.json", contract::source_folder());
  if (tree.empty()) return;  // it reads no files; the test above says which may
  const conformance::TemporaryDirectory folder;
  conformance::write_tree(tree, folder.path());
  const auto texts = texts_of(folder.path());
  Random random(11);
  for (int round = 0; round < 150 && !texts.empty(); ++round) {
    const auto& [file, text] = texts[random.below(texts.size())];
    replace_file(file, damaged(text, random));
    try {
      std::string before;
      for (const auto& clip : conformance::make_dataset(serhost::testing::registry(), info,
                                                        GetParam().parameters, folder.path())
                                  ->utterances()) {
        ASSERT_LT(before, clip.key) << file << " in round " << round;
        ASSERT_TRUE(!clip.end || *clip.end > clip.start.value_or(0.0)) << clip.key;
        ASSERT_TRUE(!clip.channel || *clip.channel >= 0) << clip.key;
        before = clip.key;
      }
    } catch (const std::exception& error) {
      EXPECT_NE(std::string(error.what()).find(folder.path().string()), std::string::npos)
          << "the message names no file: " << error.what();
    }
    replace_file(file, text);
  }
}

namespace {

/// Lists alone are no corpus.
bool holds_audio(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().extension() == ".wav" || entry.path().extension() == ".flac") return true;
  }
  return false;
}

/// The corpora below SERHOST_TEST_DATA whose folder is called like a reader; none where the
/// variable is not set.
std::vector<contract::Case> corpora_at_hand() {
  std::vector<contract::Case> all;
  const char* const data = std::getenv("SERHOST_TEST_DATA");
  if (data == nullptr || *data == '\0') return all;
  for (auto& one : contract::cases(Kind::dataset)) {
    const auto folder = fs::path(data) / one.info->name;
    if (fs::is_directory(folder) && holds_audio(folder)) all.push_back(std::move(one));
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
