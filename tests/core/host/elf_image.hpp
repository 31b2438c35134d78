// Builds small ELF64 images in memory, right ones and wrong ones.
#pragma once

#include <elf.h>
#include <serhost/abi.h>

#include <cstring>
#include <string>
#include <vector>

namespace serhost::host {

/// Layout: header, record, section names, section table (none, record, names).
struct ElfImage {
  Elf64_Ehdr header{};
  serhost_abi_block block{};
  std::string names = std::string("\0.serhost\0.shstrtab\0", 20);
  Elf64_Shdr record{}, strings{};

  ElfImage() {
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_type = ET_DYN;
    header.e_machine = EM_X86_64;
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = 3;
    header.e_shstrndx = 2;
    header.e_shoff = sizeof header + sizeof block + 20;
    record.sh_name = 1;
    record.sh_type = SHT_PROGBITS;
    record.sh_offset = sizeof header;
    record.sh_size = sizeof block;
    strings.sh_name = 10;
    strings.sh_type = SHT_STRTAB;
    strings.sh_offset = sizeof header + sizeof block;
    strings.sh_size = 20;
    std::memcpy(block.magic, SERHOST_ABI_MAGIC, sizeof SERHOST_ABI_MAGIC);
    block.size = sizeof block;
    block.api_major = 1;
    block.cxx_standard = 2020;
    std::strcpy(block.torch_version, "2.13.0");
    std::strcpy(block.stdlib, "libstdc++ cxx11abi=1");
    std::strcpy(block.build, "plain");
    std::strcpy(block.compiler, "gcc 12");
    std::strcpy(block.plugin_name, "focal");
    std::strcpy(block.plugin_version, "1.2.3");
  }

  std::vector<unsigned char> bytes() const {
    std::vector<unsigned char> out;
    const auto add = [&out](const void* from, std::size_t size) {
      const auto* first = static_cast<const unsigned char*>(from);
      out.insert(out.end(), first, first + size);
    };
    const Elf64_Shdr none{};
    add(&header, sizeof header);
    add(&block, sizeof block);
    add(names.data(), names.size());
    for (const auto* section : {&none, &record, &strings}) add(section, sizeof *section);
    return out;
  }
};

}  // namespace serhost::host
