#include "pack/ustar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "base/error.hpp"
#include "base/seed.hpp"

using namespace serhost;
using namespace serhost::pack;
using testing::HasSubstr;

namespace {

const std::vector<File> kFiles = {{"LICENSE", false, "free"},
                                  {"bin/tool", true, std::string(513, 'x')},
                                  {"src/a.cpp", false, ""}};

/// Writes `value` at `at` of the first header and mends its checksum, as somebody would who means
/// it.
std::string forged(std::size_t at, const std::string& value,
                   const std::vector<File>& files = kFiles) {
  auto archive = write_ustar(files);
  archive.replace(at, value.size(), value);
  for (std::size_t i = 148; i < 156; ++i) archive[i] = ' ';
  unsigned sum = 0;
  for (std::size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(archive[i]);
  for (std::size_t i = 154; i-- > 148; sum /= 8) archive[i] = static_cast<char>('0' + sum % 8);
  archive[154] = '\0';
  return archive;
}

std::string reason(const std::string& archive, const ArchiveLimits& limits = {}) {
  try {
    read_ustar(archive, "x.tar", limits);
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::untrusted);
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST(Ustar, ReadsBackWhatItWrote) {
  const auto found = read_ustar(write_ustar({kFiles[2], kFiles[0], kFiles[1]}), "x.tar");
  ASSERT_EQ(found.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(found[i].path, kFiles[i].path);
    EXPECT_EQ(found[i].executable, kFiles[i].executable);
    EXPECT_EQ(found[i].bytes, kFiles[i].bytes);
  }
  EXPECT_EQ(write_ustar({}).size(), 1024u);
  EXPECT_TRUE(read_ustar(write_ustar({}), "x.tar").empty());
}

TEST(Ustar, TakesPathsUpToTheirLimit) {
  const auto longest = std::string(149, 'a') + "/" + std::string(100, 'b');
  EXPECT_EQ(reason_against_path(longest), "");
  EXPECT_EQ(read_ustar(write_ustar({{longest, false, "x"}}), "x.tar")[0].path, longest);
  EXPECT_NE(reason_against_path(std::string(101, 'b')), "");
  EXPECT_NE(reason_against_path(longest + "b"), "");
}

TEST(Ustar, RefusesEachHostileEntryForItsOwnReason) {
  const auto name = [](std::string text) {
    text.resize(100, '\0');
    return forged(0, text);
  };
  EXPECT_THAT(reason(name("/etc/passwd")), HasSubstr("'/etc/passwd' is absolute"));
  EXPECT_THAT(reason(name("../../x")), HasSubstr("goes up with '..'"));
  EXPECT_THAT(reason(name("a/../../x")), HasSubstr("goes up with '..'"));
  EXPECT_THAT(reason(name("a//b")), HasSubstr("empty part"));
  EXPECT_THAT(reason(name("C:x")), HasSubstr("colon"));
  EXPECT_THAT(reason(name("a\\b")), HasSubstr("backslash"));
  EXPECT_THAT(reason(name("a\nb")), HasSubstr("printable ASCII"));
  EXPECT_THAT(reason(name("")), HasSubstr("is empty"));
  EXPECT_THAT(reason(forged(156, "1")), HasSubstr("'LICENSE' is a hard link"));
  EXPECT_THAT(reason(forged(156, "2")), HasSubstr("is a symbolic link"));
  EXPECT_THAT(reason(forged(156, "3")), HasSubstr("is a device"));
  EXPECT_THAT(reason(forged(156, "5")), HasSubstr("is a folder"));
  EXPECT_THAT(reason(forged(156, "6")), HasSubstr("is a pipe"));
  EXPECT_THAT(reason(forged(156, "x")), HasSubstr("of a kind that a pack may not hold"));
  EXPECT_THAT(reason(forged(100, "0004755")), HasSubstr("set-id"));
  EXPECT_THAT(reason(forged(100, "0000777")), HasSubstr("another mode"));
  EXPECT_THAT(reason(forged(124, "77777777777")), HasSubstr("'LICENSE' is cut off"));
  EXPECT_THAT(reason(forged(124, "-0000000001")), HasSubstr("not a number"));
  EXPECT_THAT(reason(forged(136, "14371573145")), HasSubstr("not in the one form"));  // a time
  EXPECT_THAT(reason(forged(108, "0001750")), HasSubstr("not in the one form"));      // an owner
  EXPECT_THAT(reason(forged(265, "root")), HasSubstr("not in the one form"));
}

TEST(Ustar, RefusesPathsThatCannotLieSideBySide) {
  const auto first_named = [](const char* name, const std::vector<File>& files) {
    std::string field = name;
    field.resize(100, '\0');
    return reason(forged(0, field, files));
  };
  EXPECT_THAT(first_named("b", {{"a", false, ""}, {"b", false, ""}}),
              HasSubstr("'b' is there twice"));
  EXPECT_THAT(first_named("B", {{"a", false, ""}, {"b", false, ""}}),
              HasSubstr("differ in case alone"));
  EXPECT_THAT(first_named("b", {{"a", false, ""}, {"b/c", false, ""}}),
              HasSubstr("is a file and the folder of"));
  EXPECT_THAT(first_named("B/d", {{"a", false, ""}, {"b/c", false, ""}}),
              HasSubstr("the folders 'b' and 'B' differ in case alone"));
  EXPECT_THAT(first_named("z", {{"a", false, ""}, {"b", false, ""}}),
              HasSubstr("not in the one form"));  // order
}

TEST(Ustar, RefusesMoreThanItsLimits) {
  EXPECT_THAT(reason(write_ustar(kFiles), {.files = 2}), HasSubstr("more than 2 files"));
  EXPECT_THAT(reason(write_ustar(kFiles), {.bytes = 500}), HasSubstr("larger than 500 bytes"));
}

TEST(Ustar, RefusesEveryCutAndEveryTail) {
  const auto whole = write_ustar(kFiles);
  for (std::size_t size = 0; size < whole.size(); size += 64)
    EXPECT_NE(reason(whole.substr(0, size)), "accepted") << size;
  EXPECT_NE(reason(whole + "x"), "accepted");
  EXPECT_NE(reason(whole + std::string(512, '\0')), "accepted");
}

TEST(Ustar, RefusesEveryChangedByteOfAHeaderOrPadding) {
  const auto whole = write_ustar(kFiles);
  Random random(1);
  for (int draw = 0; draw < 500; ++draw) {
    auto changed = whole;
    const auto at = random.below(whole.size());
    changed[at] = static_cast<char>(changed[at] ^ (1 << random.below(8)));
    try {
      const auto found = read_ustar(changed, "x.tar");
      EXPECT_EQ(write_ustar(found), changed)
          << at;  // the content of a file: another archive, in canonical form
    } catch (const Error&) {}
  }
}

TEST(Ustar, WritesNoPathThatItWouldRefuse) {
  EXPECT_THROW(write_ustar({{"/a", false, ""}}), std::logic_error);
  EXPECT_THROW(write_ustar({{"a", false, ""}, {"A", false, ""}}), std::logic_error);
}
