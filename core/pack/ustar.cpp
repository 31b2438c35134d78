// Reads with a reason for every refusal, then writes again what was read and compares: that catches
// the rest.
#include "pack/ustar.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <optional>

#include "base/error.hpp"
#include "base/text.hpp"
#include "pack/refuse.hpp"

namespace serhost::pack {
namespace {

constexpr std::size_t kBlock = 512, kLongestPath = 250;

struct Field {
  std::size_t at, size;
};
constexpr Field kName{0, 100}, kMode{100, 8}, kSize{124, 12}, kChecksum{148, 8}, kType{156, 1},
    kMagic{257, 8}, kPrefix{345, 155};

std::string_view text_of(std::string_view header, Field field) {
  const auto text = header.substr(field.at, field.size);
  return text.substr(0, text.find('\0'));
}

std::optional<std::uint64_t> octal(std::string_view text) {
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
  std::uint64_t out = 0;
  if (text.empty()) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '7') return std::nullopt;
    out = out * 8 + static_cast<std::uint64_t>(c - '0');
  }
  return out;
}

std::uint64_t checksum(std::string_view header) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < kBlock; ++i) {
    const bool own = i >= kChecksum.at && i < kChecksum.at + kChecksum.size;
    sum += own ? ' ' : static_cast<unsigned char>(header[i]);
  }
  return sum;
}

void put_octal(std::string& header, Field field, std::uint64_t value) {
  for (std::size_t i = field.size - 1; i-- > 0; value /= 8)
    header[field.at + i] = static_cast<char>('0' + value % 8);
}

/// Where a long path is cut into prefix and name; npos where it cannot be.
std::size_t cut_of(const std::string& path) {
  if (path.size() <= kName.size) return 0;
  const auto cut = path.find('/', path.size() - kName.size - 1);
  return cut > kPrefix.size || cut == 0 ? std::string::npos : cut;
}

std::string header_of(const File& file) {
  std::string header(kBlock, '\0');
  const auto put = [&](Field field, std::string_view text) {
    std::copy(text.begin(), text.end(), header.begin() + static_cast<std::ptrdiff_t>(field.at));
  };
  const auto cut = cut_of(file.path);
  SERHOST_CHECK(cut != std::string::npos);
  put(kName, cut == 0 ? file.path : file.path.substr(cut + 1));
  if (cut != 0) put(kPrefix, file.path.substr(0, cut));
  put_octal(header, kMode, file.executable ? 0755 : 0644);
  for (const std::size_t at : {108, 116, 329, 337})
    put_octal(header, {at, 8}, 0);  // user, group, device numbers
  put_octal(header, kSize, file.bytes.size());
  put_octal(header, {136, 12}, 0);  // time
  header[kType.at] = '0';
  put(kMagic, std::string_view("ustar\00000", 8));
  put_octal(header, {kChecksum.at, 7}, checksum(header));
  header[kChecksum.at + 7] = ' ';
  return header;
}

const char* reason_against_type(char type) {
  switch (type) {
    case '0':
      return nullptr;
    case '1':
      return "is a hard link";
    case '2':
      return "is a symbolic link";
    case '3':
    case '4':
      return "is a device";
    case '5':
      return "is a folder, which a pack does not list";
    case '6':
      return "is a pipe";
    default:
      return "is of a kind that a pack may not hold";
  }
}

/// The entry that begins at `at`; moves behind it.
File read_entry(std::string_view bytes, std::size_t& at, const std::string& what) {
  const auto header = bytes.substr(at, kBlock);
  auto path = std::string(text_of(header, kName));
  if (const auto prefix = text_of(header, kPrefix); !prefix.empty())
    path = std::string(prefix) + "/" + path;
  const auto sum = octal(header.substr(kChecksum.at, kChecksum.size));
  if (!sum || *sum != checksum(header))
    refuse(what,
           "the header at byte " + std::to_string(at) + " is damaged (its checksum is wrong)");
  if (const auto* reason = reason_against_type(header[kType.at]))
    refuse(what, in_quotes(path) + " " + reason);
  if (const auto reason = reason_against_path(path); !reason.empty())
    refuse(what, "the path " + in_quotes(path) + " " + reason);
  const auto mode = octal(header.substr(kMode.at, kMode.size)),
             size = octal(header.substr(kSize.at, kSize.size));
  if (!mode || !size) refuse(what, in_quotes(path) + " has a mode or size that is not a number");
  if ((*mode & 07000) != 0) refuse(what, in_quotes(path) + " has a set-id or sticky bit");
  if (*mode != 0644 && *mode != 0755)
    refuse(what, in_quotes(path) + " has another mode than 644 or 755");
  at += kBlock;
  if (*size > bytes.size() - at) refuse(what, in_quotes(path) + " is cut off");
  File file{std::move(path), *mode == 0755, std::string(bytes.substr(at, *size))};
  const auto padded = (*size + kBlock - 1) / kBlock * kBlock;
  if (padded > bytes.size() - at) refuse(what, in_quotes(file.path) + " is cut off");
  at += padded;
  return file;
}

}  // namespace

std::string reason_against_path(std::string_view path) {
  if (path.empty()) return "is empty";
  if (path.front() == '/') return "is absolute";
  if (path.size() > kLongestPath)
    return "is longer than " + std::to_string(kLongestPath) + " bytes";
  for (const char c : path) {
    if (c == '\\' || c == ':') return "holds a backslash or a colon";
    if (c < 0x20 || c > 0x7e) return "holds something else than printable ASCII";
  }
  for (const auto& part : split(path, '/')) {
    if (part == "..") return "goes up with '..'";
    if (part.empty() || part == ".") return "has an empty part or '.'";
  }
  if (cut_of(std::string(path)) == std::string::npos)
    return "cannot be written in ustar: its last parts are longer than 100 bytes";
  return "";
}

std::string reason_against_paths(const std::vector<File>& files) {
  std::map<std::string, const std::string*> seen;  // by the path in small letters
  for (const auto& file : files) {
    const auto [at, fresh] = seen.emplace(lower(file.path), &file.path);
    if (!fresh) {
      if (*at->second == file.path) return in_quotes(file.path) + " is there twice";
      return in_quotes(file.path) + " and " + in_quotes(*at->second) + " differ in case alone";
    }
  }
  for (const auto& [path, original] : seen) {
    for (auto slash = path.find('/'); slash != std::string::npos;
         slash = path.find('/', slash + 1)) {
      if (const auto at = seen.find(path.substr(0, slash)); at != seen.end())
        return in_quotes(*at->second) + " is a file and the folder of " + in_quotes(*original);
    }
  }
  // Folders, too, may not differ in case alone.
  std::map<std::string, std::string> folders;
  for (const auto& file : files) {
    for (auto slash = file.path.find('/'); slash != std::string::npos;
         slash = file.path.find('/', slash + 1)) {
      const auto folder = file.path.substr(0, slash);
      const auto [at, fresh] = folders.emplace(lower(folder), folder);
      if (!fresh && at->second != folder)
        return "the folders " + in_quotes(folder) + " and " + in_quotes(at->second) +
               " differ in case alone";
    }
  }
  return "";
}

std::string write_ustar(std::vector<File> files) {
  std::sort(files.begin(), files.end(),
            [](const File& a, const File& b) { return a.path < b.path; });
  SERHOST_CHECK(reason_against_paths(files).empty());
  std::string out;
  for (const auto& file : files) {
    SERHOST_CHECK(reason_against_path(file.path).empty());
    out += header_of(file);
    out += file.bytes;
    out.append((kBlock - file.bytes.size() % kBlock) % kBlock, '\0');
  }
  out.append(2 * kBlock, '\0');
  return out;
}

std::vector<File> read_ustar(std::string_view bytes, const std::string& what,
                             const ArchiveLimits& limits) {
  std::vector<File> files;
  std::uint64_t total = 0;
  std::size_t at = 0;
  while (true) {
    if (bytes.size() - at < kBlock) refuse(what, "it is cut off");
    const auto header = bytes.substr(at, kBlock);
    if (header.find_first_not_of('\0') == std::string_view::npos) break;
    if (files.size() == limits.files)
      refuse(what, "it holds more than " + std::to_string(limits.files) + " files");
    files.push_back(read_entry(bytes, at, what));
    total += files.back().bytes.size();
    if (total > limits.bytes)
      refuse(what, "its files are larger than " + std::to_string(limits.bytes) + " bytes");
  }
  if (const auto reason = reason_against_paths(files); !reason.empty()) refuse(what, reason);
  if (write_ustar(files) != bytes)
    refuse(
        what,
        "it is not in the one form that serhost writes (order, times, owners or padding differ)");
  return files;
}

}  // namespace serhost::pack
