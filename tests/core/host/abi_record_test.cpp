#include "host/abi_record.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "elf_image.hpp"

using namespace serhost;
using namespace serhost::host;
using ::testing::HasSubstr;

namespace {

std::string refusal(const std::vector<unsigned char>& bytes) {
  try {
    parse_abi_record(bytes);
  } catch (const PluginError& error) { return error.what(); }
  return "";
}
std::string refusal(const ElfImage& image) { return refusal(image.bytes()); }

}  // namespace

TEST(AbiRecord, IsReadFieldByField) {
  const auto record = parse_abi_record(ElfImage().bytes());
  EXPECT_EQ(record, (AbiRecord{.api_major = 1,
                               .api_minor = 0,
                               .cxx_standard = 2020,
                               .torch_version = "2.13.0",
                               .stdlib = "libstdc++ cxx11abi=1",
                               .build = "plain",
                               .compiler = "gcc 12",
                               .plugin_name = "focal",
                               .plugin_version = "1.2.3",
                               .machine = "x86-64"}));
}

TEST(AbiRecord, OfALaterVersionIsReadAsFarAsItIsKnown) {
  ElfImage image;
  image.block.size = 400;
  EXPECT_EQ(parse_abi_record(image.bytes()).plugin_name, "focal");
}

TEST(AbiRecord, OfATextFileIsRefusedAsNotElf) {
  const std::string text =
      "this is not a library, however long the text may be: " + std::string(200, '.');
  EXPECT_EQ(refusal({text.begin(), text.end()}), "it is not an ELF shared library");
  EXPECT_EQ(refusal(std::vector<unsigned char>{}), "it is not an ELF shared library");
}

TEST(AbiRecord, OfAnotherMachineIsReadSoThatAllDifferencesCanBeTold) {
  ElfImage image;
  image.header.e_machine = EM_AARCH64;
  EXPECT_EQ(parse_abi_record(image.bytes()).machine, "aarch64");
}

TEST(AbiRecord, OfAnotherWordSizeByteOrderOrTypeIsRefused) {
  ElfImage narrow, big, program;
  narrow.header.e_ident[EI_CLASS] = ELFCLASS32;
  big.header.e_ident[EI_DATA] = ELFDATA2MSB;
  program.header.e_type = ET_REL;
  EXPECT_THAT(refusal(narrow), HasSubstr("it is 32 bit, this host is 64 bit"));
  EXPECT_THAT(refusal(big), HasSubstr("its byte order is another"));
  EXPECT_THAT(refusal(program), HasSubstr("its ELF type is 1, expected 3"));
}

TEST(AbiRecord, WithoutItsSectionNamesTheMend) {
  ElfImage image;
  image.names[1] = 'x';
  EXPECT_EQ(refusal(image),
            "it is not a serhost plugin (no .serhost section); add SERHOST_PLUGIN(); once to one "
            "of its sources");
  ElfImage no_table;
  no_table.header.e_shoff = 0;
  EXPECT_THAT(refusal(no_table), HasSubstr("no .serhost section"));
  ElfImage no_bits;
  no_bits.record.sh_type = SHT_NOBITS;
  EXPECT_THAT(refusal(no_bits), HasSubstr("no .serhost section"));
}

TEST(AbiRecord, WithHugeOffsetsIsCutShortAndNeverReadBeyondTheEnd) {
  for (const std::uint64_t huge :
       {std::uint64_t{100000}, UINT64_MAX, UINT64_MAX - 10, UINT64_MAX / 64}) {
    ElfImage table, names, record, length;
    table.header.e_shoff = huge;
    names.strings.sh_offset = huge;
    record.record.sh_offset = huge;
    length.record.sh_size = huge;
    for (const auto& image : {table, names, record, length}) {
      EXPECT_THAT(refusal(image), HasSubstr("it is not a whole ELF shared library")) << huge;
    }
  }
}

TEST(AbiRecord, WithAForgedCountOfSectionsIsRefused) {
  ElfImage many, extended;
  many.header.e_shnum = 60000;
  extended.header.e_shnum = 0;  // section 0 holds the count then; here it is 0
  EXPECT_THAT(refusal(many), HasSubstr("it is not a whole ELF shared library"));
  EXPECT_THAT(refusal(extended), HasSubstr("no .serhost section"));
}

TEST(AbiRecord, ThatIsTooShortIsDamaged) {
  ElfImage section, itself;
  section.record.sh_size = 295;
  itself.block.size = 12;
  EXPECT_THAT(refusal(section), HasSubstr("it has 295 bytes, expected at least 296"));
  EXPECT_THAT(refusal(itself), HasSubstr("it says it has 12 bytes, expected at least 296"));
}

TEST(AbiRecord, WithATextThatHasNoEndIsDamaged) {
  ElfImage image;
  std::memset(image.block.torch_version, 'x', sizeof image.block.torch_version);
  EXPECT_THAT(refusal(image), HasSubstr("the text of torch_version has no end"));
  ElfImage control;
  control.block.plugin_name[0] = '\x1b';
  EXPECT_THAT(refusal(control), HasSubstr("the text of plugin_name holds unprintable bytes"));
}

TEST(AbiRecord, WithAnotherMagicIsNotOurs) {
  ElfImage image;
  image.block.magic[15] = '2';
  EXPECT_THAT(refusal(image), HasSubstr("does not begin with 'serhost-plugin/1'"));
}

TEST(AbiRecord, CutAnywhereIsRefused) {
  const auto whole = ElfImage().bytes();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_NE(refusal({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}), "")
        << size;
  }
}

TEST(AbiRecord, WithAnyBytesChangedIsReadOrRefusedButNothingElse) {
  const auto whole = ElfImage().bytes();
  Random random(7);
  for (int round = 0; round < 20000; ++round) {
    auto bytes = whole;
    for (auto changes = 1 + random.below(8); changes > 0; --changes) {
      bytes[random.below(bytes.size())] =
          static_cast<unsigned char>(random.below(3) == 0 ? 0xff : random.next());
    }
    try {
      const auto record = parse_abi_record(bytes);
      EXPECT_LT(record.plugin_name.size(), 64u);
    } catch (const PluginError& error) { EXPECT_STRNE(error.what(), ""); }
  }
}

TEST(AbiRecord, OfAMissingFileTellsTheSystemsReason) {
  try {
    read_abi_record("/nowhere/x.so");
    FAIL();
  } catch (const PluginError& error) {
    EXPECT_STREQ(error.what(), "it cannot be read: No such file or directory");
  }
}

TEST(AbiRecord, OfAFolderIsRefused) { EXPECT_THROW(read_abi_record("/"), PluginError); }
