// Reads .dynamic and .dynstr by their names: a linker writes both, and a file without them names no
// folder.
#include "host/library_folders.hpp"

#include <elf.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstring>

#include "base/error.hpp"
#include "base/text.hpp"
#include "host/elf_section.hpp"

namespace serhost::host {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kLargestSection = 64U << 20;  // a bound on what a forged size can allocate

std::string section_bytes(const ByteSource& source, const char* name) {
  const auto section = find_section(source, name);
  if (!section.found) return "";
  std::string bytes(std::min(section.size, kLargestSection), '\0');
  if (!source.read(section.offset, bytes.data(), bytes.size()))
    throw PluginError("it cannot be read (" + std::string(name) + ")");
  return bytes;
}

bool is_elf(const fs::path& file) {
  char magic[SELFMAG];
  const auto source = file_bytes(file);
  return source.size > SELFMAG && source.read(0, magic, SELFMAG) &&
         std::memcmp(magic, ELFMAG, SELFMAG) == 0;
}

/// Whether anybody may put files there, now or by making it: of a folder that does not exist the
/// nearest one above decides.
bool anybody_writes(fs::path folder) {
  struct stat status{};
  while (::stat(folder.c_str(), &status) != 0) {
    if (folder == folder.parent_path()) return false;
    folder = folder.parent_path();
  }
  return (status.st_mode & S_IWOTH) != 0;
}

std::string fault_of(const std::string& entry, const fs::path& file) {
  if (entry.empty()) return "an empty entry, which means the current folder";
  for (const char* const origin : {"$ORIGIN", "${ORIGIN}"}) {
    if (entry != origin && !entry.starts_with(std::string(origin) + "/")) continue;
    const auto folder = file.parent_path() / ("." + entry.substr(std::strlen(origin)));
    return anybody_writes(fs::absolute(folder).lexically_normal())
               ? "'" + entry + "', into which any user may write"
               : "";
  }
  if (entry.front() != '/') return "'" + entry + "', which is not an absolute path";
  return anybody_writes(entry) ? "'" + entry + "', into which any user may write" : "";
}

}  // namespace

std::vector<std::string> library_folders(const fs::path& file) {
  const auto source = file_bytes(file);
  const auto dynamic = section_bytes(source, ".dynamic");
  const auto names = section_bytes(source, ".dynstr");
  std::vector<std::string> out;
  for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= dynamic.size(); at += sizeof(Elf64_Dyn)) {
    Elf64_Dyn entry{};
    std::memcpy(&entry, dynamic.data() + at, sizeof entry);
    if (entry.d_tag == DT_NULL) break;
    if (entry.d_tag != DT_RUNPATH && entry.d_tag != DT_RPATH) continue;
    if (entry.d_un.d_val >= names.size())
      throw PluginError("it is not a whole ELF shared library: its list of folders is missing");
    for (auto& folder : split(names.c_str() + entry.d_un.d_val, ':'))
      out.push_back(std::move(folder));
  }
  return out;
}

std::vector<std::string> unsafe_library_folders(const fs::path& file) {
  std::vector<std::string> out;
  const auto entries = library_folders(file);
  for (auto at = entries.begin(); at != entries.end(); ++at) {
    if (auto fault = fault_of(*at, file); !fault.empty()) out.push_back(std::move(fault));
    if (std::find(entries.begin(), at, *at) != at) out.push_back("'" + *at + "' twice");
  }
  return out;
}

void check_library_folders(const fs::path& folder) {
  std::vector<std::string> faults;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file() || !is_elf(entry.path())) continue;
    try {
      for (const auto& fault : unsafe_library_folders(entry.path()))
        faults.push_back(entry.path().string() + " searches for its libraries in " + fault);
    } catch (const PluginError& fault) {
      throw PluginError(entry.path().string() + ": " + fault.what());
    }
  }
  if (faults.empty()) return;
  throw PluginError(join(faults, "\n") +
                    "\nbuild it without -Wl,-rpath for that folder, or with "
                    "CMAKE_BUILD_WITH_INSTALL_RPATH ON (serhost_add_plugin does)");
}

}  // namespace serhost::host
