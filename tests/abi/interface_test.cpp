// Nobody changes what plugins are built against without noticing: the interface headers, without
// comments and blanks, have the hash that is kept in interface.sha256.
#include <gtest/gtest.h>
#include <serhost/abi.h>

#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <string>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/text.hpp"

namespace fs = std::filesystem;
using namespace serhost;

namespace {

/// Comments become blanks; what stands in quotes is no comment.
std::string without_comments(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text.compare(i, 2, "//") == 0) {
      i = std::min(text.size(), text.find('\n', i));
    } else if (text.compare(i, 2, "/*") == 0) {
      i = std::min(text.size(), text.find("*/", i) + 2);
      out += ' ';
    } else if (text[i] == '"' ||
               (text[i] == '\'' &&
                (out.empty() || !std::isalnum(static_cast<unsigned char>(out.back()))))) {
      const char quote = text[i];
      out += text[i++];
      while (i < text.size() && text[i] != quote && text[i] != '\n') {
        if (text[i] == '\\') out += text[i++];
        if (i < text.size()) out += text[i++];
      }
      if (i < text.size()) out += text[i++];
    } else {
      out += text[i++];
    }
  }
  return out;
}

/// Blanks and line ends only where two words would grow together.
std::string normalized(const std::string& text) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  std::string out;
  bool blank = false;
  for (const char c : text) {
    if (std::isspace(static_cast<unsigned char>(c))) {
      blank = true;
      continue;
    }
    if (blank && !out.empty() && is_word(out.back()) && is_word(c)) out += ' ';
    blank = false;
    out += c;
  }
  return out;
}

std::string interface_hash(const fs::path& headers) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(headers)) {
    if (!entry.is_regular_file()) continue;
    files[entry.path().lexically_relative(headers).generic_string()] =
        normalized(without_comments(read_file(entry.path())));
  }
  Sha256 hash;
  for (const auto& [name, text] : files) hash.add(name + '\n' + text + '\n');
  return hash.hex();
}

}  // namespace

TEST(Interface, IsTheOneThatItsVersionStandsFor) {
  const fs::path source = std::getenv("SERHOST_SOURCE_DIR");
  const auto file = source / "tests" / "abi" / "interface.sha256";
  const auto version = std::to_string(SERHOST_API_MAJOR) + "." + std::to_string(SERHOST_API_MINOR);
  const auto now =
      version + " " + interface_hash(source / "core" / "plugin" / "include" / "serhost");
  if (std::getenv("SERHOST_UPDATE_INTERFACE") != nullptr) replace_file(file, now + "\n");
  EXPECT_EQ(std::string(trim(read_file(file))), now)
      << "the plugin interface changed: bump SERHOST_API_MAJOR or _MINOR in "
         "core/plugin/include/serhost/abi.h, then run\n"
         "  SERHOST_UPDATE_INTERFACE=1 ctest --test-dir build -R abi_test\n"
         "Minor for additions, major for anything that an old plugin would notice.";
}

TEST(Interface, HashSeesCodeButNoCommentsAndNoBlanks) {
  const auto plain = normalized(without_comments("int a = 1;\nchar b = '\"';\n"));
  EXPECT_EQ(plain, normalized(without_comments(
                       "// first\nint  a=1 ; /* second\n line */ char b='\"'; // \"third\n")));
  EXPECT_NE(plain, normalized(without_comments("int a = 2;\nchar b = '\"';\n")));
  EXPECT_EQ(normalized(without_comments("\"// no comment\"")), "\"//no comment\"");
  EXPECT_EQ(normalized(without_comments("int long_number = 1'000; // 'x")),
            "int long_number=1'000;");
}
