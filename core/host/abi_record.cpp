// From the bytes of section ".serhost" to an AbiRecord. Only the fields that version 1 of the
// record has are read: later versions append.
#include "host/abi_record.hpp"

#include <serhost/abi.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/error.hpp"
#include "host/elf_section.hpp"

namespace serhost::host {
namespace {

constexpr std::size_t kVersion1Size = sizeof(serhost_abi_block);
static_assert(kVersion1Size == 296, "the record is never reordered; a later version only appends");

[[noreturn]] void damaged(const std::string& what) {
  throw PluginError("its plugin record is damaged: " + what +
                    "; rebuild it: serhost build <folder>");
}

template <std::size_t kSize>
std::string text_of(const char (&field)[kSize], const char* name) {
  const char* const end = std::find(field, field + kSize, '\0');
  if (end == field + kSize) damaged("the text of " + std::string(name) + " has no end");
  const bool printable = std::all_of(field, end, [](char c) { return c >= 0x20 && c < 0x7f; });
  if (!printable) damaged("the text of " + std::string(name) + " holds unprintable bytes");
  return {field, end};
}

AbiRecord record_of(const serhost_abi_block& block) {
  char magic[sizeof block.magic] = SERHOST_ABI_MAGIC;
  if (std::memcmp(block.magic, magic, sizeof magic) != 0) {
    throw PluginError(
        "it is not a serhost plugin that this host can read: its plugin record does not begin with "
        "'serhost-plugin/1'");
  }
  if (block.size < kVersion1Size) {
    damaged("it says it has " + std::to_string(block.size) + " bytes, expected at least " +
            std::to_string(kVersion1Size));
  }
  AbiRecord record;
  record.api_major = block.api_major;
  record.api_minor = block.api_minor;
  record.cxx_standard = block.cxx_standard;
  record.torch_version = text_of(block.torch_version, "torch_version");
  record.stdlib = text_of(block.stdlib, "stdlib");
  record.build = text_of(block.build, "build");
  record.compiler = text_of(block.compiler, "compiler");
  record.plugin_name = text_of(block.plugin_name, "plugin_name");
  record.plugin_version = text_of(block.plugin_version, "plugin_version");
  return record;
}

AbiRecord read_record(const ByteSource& source) {
  const auto section = find_section(source, SERHOST_ABI_SECTION);
  if (!section.found) {
    throw PluginError(
        "it is not a serhost plugin (no .serhost section); add SERHOST_PLUGIN(); once to one of "
        "its sources");
  }
  if (section.size < kVersion1Size) {
    damaged("it has " + std::to_string(section.size) + " bytes, expected at least " +
            std::to_string(kVersion1Size));
  }
  serhost_abi_block block{};
  if (!source.read(section.offset, &block, sizeof block)) damaged("it cannot be read");
  auto record = record_of(block);
  record.machine = section.machine;
  return record;
}

}  // namespace

AbiRecord parse_abi_record(std::span<const unsigned char> file) {
  return read_record({file.size(), [file](std::uint64_t offset, void* to, std::size_t count) {
                        if (offset > file.size() || count > file.size() - offset) return false;
                        std::memcpy(to, file.data() + offset, count);
                        return true;
                      }});
}

AbiRecord read_abi_record(const std::filesystem::path& file) {
  return read_record(file_bytes(file));
}

}  // namespace serhost::host
