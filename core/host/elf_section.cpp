// The ELF64 header, the section table and its names: the only parts of the format a plugin record
// needs.
#include "host/elf_section.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>

#include "base/error.hpp"

namespace serhost::host {
namespace {

constexpr std::uint64_t kMostSections =
    65536;  // a library has some 40; a bound on the work that a forged count can cause

[[noreturn]] void refuse(const std::string& reason) { throw PluginError(reason); }

[[noreturn]] void cut_short(const char* what, std::uint64_t size) {
  refuse("it is not a whole ELF shared library: " + std::string(what) +
         " lies beyond the file's end at byte " + std::to_string(size) +
         "; copy or build it again");
}

/// Reads `count` bytes at `offset` after checking that they lie within the file. Written so that no
/// sum can overflow.
void fetch(const ByteSource& source, std::uint64_t offset, void* to, std::uint64_t count,
           const char* what) {
  if (offset > source.size || count > source.size - offset) { cut_short(what, source.size); }
  if (!source.read(offset, to, static_cast<std::size_t>(count)))
    refuse("it cannot be read (" + std::string(what) + ")");
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "aarch64";
    case EM_RISCV:
      return "riscv";
    case EM_PPC64:
      return "ppc64";
    case EM_S390:
      return "s390";
    case EM_386:
      return "i386";
    default:
      return "ELF machine " + std::to_string(machine);
  }
}

Elf64_Ehdr read_header(const ByteSource& source) {
  Elf64_Ehdr header{};
  unsigned char* const id = header.e_ident;
  if (source.size < EI_NIDENT || !source.read(0, id, EI_NIDENT) ||
      std::memcmp(id, ELFMAG, SELFMAG) != 0) {
    refuse("it is not an ELF shared library");
  }
  if (id[EI_CLASS] != ELFCLASS64)
    refuse("it is not an ELF shared library of this machine: it is 32 bit, this host is 64 bit");
  constexpr int kOwnOrder = std::endian::native == std::endian::little ? ELFDATA2LSB : ELFDATA2MSB;
  if (id[EI_DATA] != kOwnOrder)
    refuse("it is not an ELF shared library of this machine: its byte order is another");
  fetch(source, 0, &header, sizeof header, "its header");
  if (header.e_type != ET_DYN) {
    refuse("it is not an ELF shared library: its ELF type is " + std::to_string(header.e_type) +
           ", expected " + std::to_string(ET_DYN));
  }
  return header;
}

/// The name at `offset` of the name table equals `name`. Names that run off the table are other
/// names.
bool has_name(const ByteSource& source, const Elf64_Shdr& names, std::uint32_t offset,
              std::string_view name) {
  if (offset >= names.sh_size || name.size() + 1 > names.sh_size - offset) return false;
  std::string held(name.size() + 1, '?');
  fetch(source, names.sh_offset + offset, held.data(), held.size(), "its table of section names");
  return held == std::string(name) + '\0';
}

}  // namespace

ByteSource file_bytes(const std::filesystem::path& file) {
  // A FIFO must not make us wait.
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) refuse("it cannot be read: " + std::string(std::strerror(errno)));
  const std::shared_ptr<const void> open(nullptr, [fd](const void*) { ::close(fd); });
  struct stat status{};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode))
    refuse("it is not an ELF shared library: it is not a file");
  return {static_cast<std::uint64_t>(status.st_size),
          [fd, open](std::uint64_t offset, void* to, std::size_t count) {
            auto* bytes = static_cast<char*>(to);
            while (count > 0) {
              const auto n = ::pread(fd, bytes, count, static_cast<off_t>(offset));
              if (n < 0 && errno == EINTR) continue;
              if (n <= 0) return false;  // gone, or shorter than a moment ago
              bytes += n;
              offset += static_cast<std::uint64_t>(n);
              count -= static_cast<std::size_t>(n);
            }
            return true;
          }};
}

std::string own_machine() {
#if defined(__x86_64__)
  return machine_name(EM_X86_64);
#elif defined(__aarch64__)
  return machine_name(EM_AARCH64);
#elif defined(__riscv)
  return machine_name(EM_RISCV);
#elif defined(__powerpc64__)
  return machine_name(EM_PPC64);
#else
#error "add this machine's ELF number"
#endif
}

ElfSection find_section(const ByteSource& source, std::string_view name) {
  const Elf64_Ehdr header = read_header(source);
  ElfSection result;
  result.machine = machine_name(header.e_machine);
  if (header.e_shoff == 0) return result;  // no section table at all
  if (header.e_shentsize != sizeof(Elf64_Shdr)) {
    refuse("it is not an ELF shared library that can be read: a section entry has " +
           std::to_string(header.e_shentsize) + " bytes, expected " +
           std::to_string(sizeof(Elf64_Shdr)));
  }
  const auto section = [&](std::uint64_t index) {
    Elf64_Shdr entry{};
    if (index > (UINT64_MAX - header.e_shoff) / sizeof entry)
      cut_short("its section table", source.size);
    fetch(source, header.e_shoff + index * sizeof entry, &entry, sizeof entry, "its section table");
    return entry;
  };
  // Counts over 65279 do not fit the header; section 0 then holds them.
  const Elf64_Shdr first = section(0);
  const std::uint64_t count = header.e_shnum != 0 ? header.e_shnum : first.sh_size;
  const std::uint64_t names_index =
      header.e_shstrndx != SHN_XINDEX ? header.e_shstrndx : first.sh_link;
  if (count > source.size / sizeof(Elf64_Shdr)) cut_short("its section table", source.size);
  if (count > kMostSections)
    refuse("it is not an ELF shared library that can be read: it has " + std::to_string(count) +
           " sections");
  if (names_index >= count) return result;
  section(count - 1);  // the whole table lies within the file
  const Elf64_Shdr names = section(names_index);
  if (names.sh_offset > source.size || names.sh_size > source.size - names.sh_offset) {
    cut_short("its table of section names", source.size);
  }
  for (std::uint64_t i = 1; i < count; ++i) {
    const Elf64_Shdr entry = section(i);
    if (entry.sh_type == SHT_NOBITS || !has_name(source, names, entry.sh_name, name)) continue;
    if (entry.sh_offset > source.size || entry.sh_size > source.size - entry.sh_offset) {
      cut_short("its plugin record", source.size);
    }
    result.found = true;
    result.offset = entry.sh_offset;
    result.size = entry.sh_size;
    return result;
  }
  return result;
}

}  // namespace serhost::host
