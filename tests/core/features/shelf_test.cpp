// Records on the disk: that they come back, that several writers do not disturb each other, and
// that damage is noticed.
#include "features/shelf.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "features/places.hpp"
#include "folder.hpp"

namespace serhost::features {
namespace {

constexpr std::uint64_t kPlenty = 1 << 20;

std::string key(int i) { return sha256(std::to_string(i)); }
std::string content(int i) {
  return std::string(static_cast<std::size_t>(100 + i), static_cast<char>('a' + i % 26));
}

TEST(Shelf, GivesBackWhatWasWrittenInThisProcessAndInTheNext) {
  const Folder folder;
  {
    Shelf shelf(folder.path(), "a model", kPlenty);
    EXPECT_TRUE(shelf.write(key(1), content(1)));
    EXPECT_TRUE(shelf.write(key(2), content(2)));
    EXPECT_EQ(shelf.read(key(1)), content(1));
    EXPECT_FALSE(shelf.has(key(3)));
  }
  Shelf again(folder.path(), "a model", kPlenty), other(folder.path(), "another model", kPlenty);
  EXPECT_EQ(again.read(key(2)), content(2));
  EXPECT_FALSE(other.has(key(2)));
}

TEST(Shelf, TakesSeveralWritersAtOnce) {
  const Folder folder;
  {
    Shelf first(folder.path(), "m", kPlenty), second(folder.path(), "m", kPlenty);
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 50; ++i)
          (t < 2 ? first : second).write(key(t * 50 + i), content(t * 50 + i));
      });
    }
  }
  Shelf all(folder.path(), "m", kPlenty);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(all.read(key(i)), content(i)) << i;
  EXPECT_EQ(shelf_files(folder.path()).size(), 2U) << "a file a writer, not a file a record";
}

TEST(Shelf, ForgetsARecordThatIsDamagedAndKeepsTheOthers) {
  const Folder folder;
  {
    Shelf shelf(folder.path(), "m", kPlenty);
    shelf.write(key(1), content(1));
    shelf.write(key(2), content(2));
  }
  {
    std::fstream file(shelf_files(folder.path()).at(0),
                      std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(144 + 50);  // within the first record's bytes, behind its head
    file.put('!');
  }
  Shelf shelf(folder.path(), "m", kPlenty);
  EXPECT_EQ(shelf.read(key(1)), std::nullopt);
  EXPECT_FALSE(shelf.has(key(1)));
  EXPECT_EQ(shelf.read(key(2)), content(2));
  EXPECT_TRUE(shelf.write(key(1), content(1)));
  EXPECT_EQ(shelf.read(key(1)), content(1));
}

TEST(Shelf, LeavesOutARecordThatWasCutOff) {
  const Folder folder;
  {
    Shelf shelf(folder.path(), "m", kPlenty);
    shelf.write(key(1), content(1));
    shelf.write(key(2), content(2));
  }
  const auto file = shelf_files(folder.path()).at(0);
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  Shelf shelf(folder.path(), "m", kPlenty);
  EXPECT_TRUE(shelf.has(key(1)));
  EXPECT_FALSE(shelf.has(key(2)));
}

TEST(Shelf, HoldsNoMoreThanItMayOverAllModels) {
  const Folder folder;
  Shelf first(folder.path(), "m", 600);  // with "m" itself; a record of 100 bytes takes 244
  EXPECT_TRUE(first.write(key(0), content(0)));
  EXPECT_TRUE(first.write(key(1), content(0)));
  EXPECT_FALSE(first.write(key(2), content(0)));
  Shelf other(folder.path(), "n", 600);
  EXPECT_FALSE(other.write(key(2), content(0)));
  EXPECT_EQ(first.read(key(1)), content(0));
}

TEST(Shelves, AreListedAndCleared) {
  const Folder folder;
  Shelf(folder.path(), "m", kPlenty).write(key(1), content(1));
  Shelf(folder.path(), "n", kPlenty).write(key(1), content(1));
  const auto listed = shelves_in(folder.path());
  ASSERT_EQ(listed.size(), 2U);
  EXPECT_THAT((std::vector{listed[0].identity, listed[1].identity}),
              testing::UnorderedElementsAre("m", "n"));
  EXPECT_EQ(listed[0].files, 1U);
  EXPECT_GT(clear_shelves(folder.path(), sha256("m")), 100U);
  EXPECT_EQ(shelves_in(folder.path()).size(), 1U);
  clear_shelves(folder.path(), "");
  EXPECT_TRUE(shelves_in(folder.path()).empty());
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
