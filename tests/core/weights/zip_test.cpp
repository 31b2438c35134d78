#include "weights/zip.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "golden.hpp"

using namespace serhost::weights;
using testing::HasSubstr;

namespace {

std::string zip_refusal(const std::string& bytes) {
  try {
    read_zip(bytes);
    return "";
  } catch (const std::runtime_error& fault) { return fault.what(); }
}

std::string archive() { return bytes_of(golden("torch/state_zip.pt")); }

/// `bytes` with a number written over them.
template <class T>
std::string with(std::string bytes, std::size_t at, T value) {
  std::memcpy(bytes.data() + at, &value, sizeof(T));
  return bytes;
}

}  // namespace

TEST(AZipArchive, OfTorchListsItsEntries) {
  const auto bytes = archive();
  const auto entries = read_zip(bytes);
  ASSERT_TRUE(entries.contains("state_zip/byteorder"));
  const auto order = entries.at("state_zip/byteorder");
  EXPECT_EQ(bytes.substr(order.begin, order.size), "little");
  EXPECT_EQ(entries.at("state_zip/data/0").size, 6u * 8);  // [2, 3] of F64
  EXPECT_EQ(entries.at("state_zip/data/0").begin % 64, 0u);
}

TEST(AZipArchive, CutShortAnywhereIsRefused) {
  const auto bytes = archive();
  for (std::size_t size = 0; size < bytes.size(); size += 7)
    EXPECT_THAT(zip_refusal(bytes.substr(0, size)), HasSubstr("byte ")) << size;
}

TEST(AZipArchive, WithALyingDirectoryIsRefused) {
  const auto bytes = archive();
  const auto directory = bytes.find("PK\x01\x02");
  ASSERT_NE(directory, std::string::npos);
  EXPECT_THAT(zip_refusal(with<std::uint32_t>(bytes, directory + 42, 0x7fffffff)),
              HasSubstr("not where it is said to be"));
  const auto large = with<std::uint32_t>(with<std::uint32_t>(bytes, directory + 20, 0x7fffffff),
                                         directory + 24, 0x7fffffff);
  EXPECT_THAT(zip_refusal(large), HasSubstr("reaches beyond the end of the file"));
  const auto second = bytes.find("PK\x01\x02", directory + 4);
  EXPECT_THAT(zip_refusal(with<std::uint32_t>(bytes, second + 42, 0)),
              HasSubstr("overlaps another"));
}

TEST(AZipArchive, SaysWhatIsCompressedOrEncrypted) {
  const auto bytes = archive();
  const auto directory = bytes.find("PK\x01\x02");
  EXPECT_TRUE(read_zip(bytes).at("state_zip/data.pkl").plain);
  EXPECT_FALSE(
      read_zip(with<std::uint16_t>(bytes, directory + 10, 8)).at("state_zip/data.pkl").plain);
  EXPECT_FALSE(
      read_zip(with<std::uint16_t>(bytes, directory + 8, 1)).at("state_zip/data.pkl").plain);
}

TEST(AZipArchive, WithAnEntryInsideAnotherIsRefused) {
  const auto bytes = archive();
  const auto directory = bytes.find("PK\x01\x02");
  std::uint32_t size = 0;
  std::memcpy(&size, bytes.data() + directory + 24, 4);
  size += 200;  // the first entry reaches into the second
  EXPECT_THAT(zip_refusal(with(with(bytes, directory + 20, size), directory + 24, size)),
              HasSubstr("overlaps the one before it"));
}
