// Tar as POSIX (ustar, pax) and GNU write it: blocks of 512 bytes, a header before each member.
#include "shard.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace webdataset {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlock = 512, kLargestName = 1 << 16, kLargestMember = 1ULL << 30;
using Header = std::array<char, kBlock>;

std::string field(const Header& header, std::size_t at, std::size_t size) {
  const auto* begin = header.data() + at;
  return {begin, strnlen(begin, size)};
}

/// Octal digits, or, where the first bit is set, a number of big-endian bytes.
std::uint64_t number(const Header& header, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  if ((static_cast<unsigned char>(header[at]) & 0x80) != 0) {
    for (std::size_t i = 1; i < size; ++i)
      value = value << 8 | static_cast<unsigned char>(header[at + i]);
    return value;
  }
  for (std::size_t i = 0; i < size; ++i) {
    const char c = header[at + i];
    if (c == ' ' && value == 0) continue;
    if (c < '0' || c > '7') break;
    value = value << 3 | static_cast<std::uint64_t>(c - '0');
  }
  return value;
}

bool sum_fits(const Header& header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i)
    sum += i >= 148 && i < 156 ? ' ' : static_cast<unsigned char>(header[i]);
  return sum == number(header, 148, 8);
}

/// "path" of a pax header: lines "LENGTH key=value".
std::string pax_path(const std::string& text) {
  const auto at = text.find(" path=");
  if (at == std::string::npos) return "";
  const auto end = text.find('\n', at);
  return text.substr(at + 6, end == std::string::npos ? end : end - at - 6);
}

[[noreturn]] void damaged(const fs::path& shard, std::uint64_t at, const std::string& what) {
  throw std::runtime_error(shard.string() + ": is no whole tar archive: at byte " +
                           std::to_string(at) + " " + what);
}

std::string bytes(std::ifstream& in, std::uint64_t at, std::uint64_t size) {
  std::string out(size, '\0');
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  in.read(out.data(), static_cast<std::streamsize>(size));
  out.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  return out;
}

std::ifstream opened(const fs::path& shard) {
  std::error_code ignored;
  std::ifstream in(fs::is_regular_file(shard, ignored) ? shard : fs::path(), std::ios::binary);
  if (!in) throw std::runtime_error(shard.string() + ": cannot be read; expected a tar archive");
  return in;
}

/// `long_name`: what the members before it say that it is called; "" where they say nothing.
std::string name_of(const Header& header, const std::string& long_name) {
  const auto prefix = field(header, 345, 155), name = field(header, 0, 100);
  const bool ustar = std::memcmp(header.data() + 257, "ustar\0", 6) == 0;
  auto full = !long_name.empty()         ? long_name
              : ustar && !prefix.empty() ? prefix + "/" + name
                                         : name;
  if (full.starts_with("./")) full.erase(0, 2);
  return full;
}

}  // namespace

std::vector<Member> read_members(const fs::path& shard) {
  auto in = opened(shard);
  const auto whole = fs::file_size(shard);
  std::vector<Member> out;
  std::string long_name;
  for (std::uint64_t at = 0; at + kBlock <= whole;) {
    Header header{};
    const auto head = bytes(in, at, kBlock);
    std::memcpy(header.data(), head.data(), head.size());
    if (header[0] == '\0') break;  // the end is two empty blocks
    if (!sum_fits(header)) damaged(shard, at, "there is no header");
    const auto size = number(header, 124, 12), begin = at + kBlock;
    if (size > whole || begin + size > whole)
      damaged(shard, at, "a member of " + std::to_string(size) + " bytes goes beyond the end");
    const char type = header[156];
    if ((type == 'L' || type == 'x') && size <= kLargestName) {
      const auto text = bytes(in, begin, size);
      long_name = type == 'x' ? pax_path(text) : text.substr(0, text.find('\0'));
    } else if (type != 'K' && type != 'g') {  // which stand between a name and its member
      if (type == '0' || type == '\0') out.push_back({name_of(header, long_name), begin, size});
      long_name.clear();
    }
    at = begin + (size + kBlock - 1) / kBlock * kBlock;
  }
  if (out.empty()) damaged(shard, 0, "there is no member");
  return out;
}

std::string read_member(const fs::path& shard, const Member& member) {
  if (member.size > kLargestMember)
    throw std::runtime_error(shard.string() + ": '" + member.name + "' has " +
                             std::to_string(member.size) + " bytes; at most 1 GiB are read");
  auto in = opened(shard);
  auto out = bytes(in, member.offset, member.size);
  if (out.size() != member.size)
    throw std::runtime_error(shard.string() + ": '" + member.name + "' cannot be read to its end");
  return out;
}

}  // namespace webdataset
