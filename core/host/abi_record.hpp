// Reads a plugin's ABI record from its ELF file without loading it. The bytes are foreign: every
// offset is checked.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace serhost::host {

/// The record in the host's own words.
struct AbiRecord {
  std::uint32_t api_major = 0, api_minor = 0, cxx_standard = 0;
  std::string torch_version, stdlib, build, compiler, plugin_name, plugin_version;
  std::string machine;  ///< "x86-64", of the ELF header

  bool operator==(const AbiRecord&) const = default;
};

/// Throws PluginError with the reason ("it is not an ELF shared library", ...), without the file's
/// name.
AbiRecord parse_abi_record(std::span<const unsigned char> file);

/// As above; reads only the header, the section table and the record.
AbiRecord read_abi_record(const std::filesystem::path& file);

/// The record this program was built with.
AbiRecord own_abi_record();

/// Every difference that forbids loading, each a sentence with both values; empty: it may be
/// loaded.
std::vector<std::string> differences(const AbiRecord& plugin, const AbiRecord& host);

/// All differences in one line with the command that mends them: "built with ...; rebuild it here:
/// serhost build <folder>". Empty where there are none.
std::string incompatibility(const AbiRecord& plugin, const AbiRecord& host);

}  // namespace serhost::host
