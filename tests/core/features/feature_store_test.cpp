// Records on the disk: that they come back, that several writers do not disturb each other, and
// that damage is noticed.
#include "features/feature_store.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "features/cache_settings.hpp"
#include "folder.hpp"

namespace serhost::features {
namespace {

constexpr std::uint64_t kPlenty = 1 << 20;

std::string key(int i) { return sha256(std::to_string(i)); }
std::string content(int i) {
  return std::string(static_cast<std::size_t>(100 + i), static_cast<char>('a' + i % 26));
}

TEST(FeatureStore, GivesBackWhatWasWrittenInThisProcessAndInTheNext) {
  const Folder folder;
  {
    FeatureStore store(folder.path(), "a model", kPlenty);
    EXPECT_TRUE(store.write(key(1), content(1)));
    EXPECT_TRUE(store.write(key(2), content(2)));
    EXPECT_EQ(store.read(key(1)), content(1));
    EXPECT_FALSE(store.has(key(3)));
  }
  FeatureStore again(folder.path(), "a model", kPlenty),
      other(folder.path(), "another model", kPlenty);
  EXPECT_EQ(again.read(key(2)), content(2));
  EXPECT_FALSE(other.has(key(2)));
}

TEST(FeatureStore, TakesSeveralWritersAtOnce) {
  const Folder folder;
  {
    FeatureStore first(folder.path(), "m", kPlenty), second(folder.path(), "m", kPlenty);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i)
          (t < 2 ? first : second).write(key(t * 50 + i), content(t * 50 + i));
      });
    }
  }
  FeatureStore all(folder.path(), "m", kPlenty);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(all.read(key(i)), content(i)) << i;
  EXPECT_EQ(shelf_files(folder.path()).size(), 2U) << "a file a writer, not a file a record";
}

TEST(FeatureStore, ForgetsARecordThatIsDamagedAndKeepsTheOthers) {
  const Folder folder;
  {
    FeatureStore store(folder.path(), "m", kPlenty);
    store.write(key(1), content(1));
    store.write(key(2), content(2));
  }
  {
    std::fstream file(shelf_files(folder.path()).at(0),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(144 + 50);  // within the first record's bytes, behind its head
    file.put('!');
  }
  FeatureStore store(folder.path(), "m", kPlenty);
  EXPECT_EQ(store.read(key(1)), std::nullopt);
  EXPECT_FALSE(store.has(key(1)));
  EXPECT_EQ(store.read(key(2)), content(2));
  EXPECT_TRUE(store.write(key(1), content(1)));
  EXPECT_EQ(store.read(key(1)), content(1));
}

TEST(FeatureStore, LeavesOutARecordThatWasCutOff) {
  const Folder folder;
  {
    FeatureStore store(folder.path(), "m", kPlenty);
    store.write(key(1), content(1));
    store.write(key(2), content(2));
  }
  const auto file = shelf_files(folder.path()).at(0);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  FeatureStore store(folder.path(), "m", kPlenty);
  EXPECT_TRUE(store.has(key(1)));
  EXPECT_FALSE(store.has(key(2)));
}

TEST(FeatureStore, HoldsNoMoreThanItMayOverAllModels) {
  const Folder folder;
  FeatureStore first(folder.path(), "m", 600);  // with "m" itself; a record of 100 bytes takes 244
  EXPECT_TRUE(first.write(key(0), content(0)));
  EXPECT_TRUE(first.write(key(1), content(0)));
  EXPECT_FALSE(first.write(key(2), content(0)));
  FeatureStore other(folder.path(), "n", 600);
  EXPECT_FALSE(other.write(key(2), content(0)));
  EXPECT_EQ(first.read(key(1)), content(0));
}

TEST(Shelves, AreListedAndCleared) {
  const Folder folder;
  FeatureStore(folder.path(), "m", kPlenty).write(key(1), content(1));
  FeatureStore(folder.path(), "n", kPlenty).write(key(1), content(1));
  const auto listed = stores_in(folder.path());
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_THAT((std::vector{listed[0].identity, listed[1].identity}),
              testing::UnorderedElementsAre("m", "n"));
  EXPECT_EQ(listed[0].files, 1U);
  EXPECT_GT(clear_shelves(folder.path(), sha256("m")), 100U);
  EXPECT_EQ(stores_in(folder.path()).size(), 1U);
  clear_shelves(folder.path(), "");
  EXPECT_TRUE(stores_in(folder.path()).empty());
}

TEST(Sizes, AreReadAndWrittenAsPeopleWriteThem) {
  EXPECT_EQ(bytes_of("20GB", "x"), 20'000'000'000U);
  EXPECT_EQ(bytes_of("1.5 mb", "x"), 1'500'000U);
  EXPECT_EQ(bytes_of("0", "x"), 0U);
  EXPECT_THROW(bytes_of("much", "x"), UsageError);
  EXPECT_THROW(bytes_of("-1GB", "x"), UsageError);
  EXPECT_EQ(size_text(1.23e9), "1.2 GB");
  EXPECT_EQ(size_text(340e6), "340 MB");
}

}  // namespace
}  // namespace serhost::features
