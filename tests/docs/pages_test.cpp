// Checks the pages without running anything: code blocks under `<!-- file: PATH -->` are that file,
// word for word; no line is too long to read in a terminal or a diff.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

fs::path source_folder() {
  const auto* folder = std::getenv("SERHOST_SOURCE_DIR");
  return folder ? folder : ".";
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  std::ostringstream out;
  out << in.rdbuf();
  return in ? out.str() : "(no such file)";
}

struct Shown {
  std::string file, code;
};

std::vector<Shown> shown_in(const fs::path& page) {
  const std::string mark = "<!-- file: ";
  std::vector<Shown> all;
  std::ifstream in(page);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with(mark)) continue;
    Shown shown{line.substr(mark.size(), line.find(" -->") - mark.size()), ""};
    std::getline(in, line);
    EXPECT_TRUE(line.starts_with("```"))
        << page << ": a code block must follow the mark of " << shown.file;
    while (std::getline(in, line) && line != "```") shown.code += line + "\n";
    all.push_back(std::move(shown));
  }
  return all;
}

TEST(Pages, ShowTheFilesThatTheyName) {
  std::size_t count = 0;
  for (const auto& entry : fs::recursive_directory_iterator(source_folder() / "docs")) {
    if (entry.path().extension() != ".md") continue;
    for (const auto& shown : shown_in(entry.path())) {
      ++count;
      EXPECT_EQ(shown.code, text_of(source_folder() / shown.file))
          << entry.path() << " and " << shown.file << " differ: copy the file into the page";
    }
  }
  EXPECT_GE(count, 12u);
}

TEST(Pages, ShowEveryFileOfTheExamples) {
  std::string pages;
  for (const auto* name : {"write-a-loss.md", "write-a-backbone.md", "write-a-dataset.md"})
    pages += text_of(source_folder() / "docs" / name);
  for (const auto& entry : fs::recursive_directory_iterator(source_folder() / "docs/examples")) {
    const auto file = entry.path().lexically_relative(source_folder()).generic_string();
    const bool made = file.find("/build/") != std::string::npos ||
                      file.find("/runs/") != std::string::npos;  // by who tried it
    if (!entry.is_regular_file() || made) continue;
    EXPECT_NE(pages.find("<!-- file: " + file + " -->"), std::string::npos)
        << file << " is on no page";
  }
}

std::vector<fs::path> all_pages() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(source_folder()))
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  for (const char* folder : {"docs", "experiments", "benchmarks", "plugins", "core"})
    for (const auto& entry : fs::recursive_directory_iterator(source_folder() / folder))
      if (entry.path().extension() == ".md") out.push_back(entry.path());
  return out;
}

TEST(Pages, HaveNoLineOf140ColumnsOrMore) {
  const auto pages = all_pages();
  EXPECT_GE(pages.size(), 60u);
  for (const auto& page : pages) {
    std::ifstream in(page);
    int number = 0;
    for (std::string line; std::getline(in, line);) {
      ++number;
      const auto columns = std::count_if(line.begin(), line.end(),
                                         [](unsigned char c) { return (c & 0xC0) != 0x80; });
      EXPECT_LT(columns, 140) << page << ":" << number;
    }
  }
}

/// Programs that a plain build does not make, and tests, by the words that say how they are made.
TEST(Pages, SayHowTheProgramsThatTheyNameAreMade) {
  static const std::regex kProgram(R"(build/(benchmarks|tests)/([a-z_]+))");
  int named = 0;
  for (const auto& page : all_pages()) {
    const auto text = text_of(page);
    for (std::sregex_iterator it(text.begin(), text.end(), kProgram), end; it != end; ++it) {
      ++named;
      const bool benchmark = (*it)[1] == "benchmarks";
      const auto how = benchmark ? "-DSERHOST_BENCHMARKS=ON" : "ninja -C build " + (*it)[2].str();
      EXPECT_NE(text.find(how), std::string::npos)
          << page << " names " << it->str() << " and not how it is made: " << how;
    }
  }
  EXPECT_GE(named, 4);
}

// docs/map.md: "| question | `file` | `name` |".
TEST(Map, NamesFilesThatExistAndNamesThatOccurInThem) {
  static const std::regex kRow(R"(\| [^|]+ \| `([^`]+)` \| `([A-Za-z_:]+)` \|)");
  std::ifstream in(source_folder() / "docs/map.md");
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    std::smatch row;
    if (!std::regex_match(line, row, kRow)) {
      EXPECT_TRUE(line.find("| `") == std::string::npos) << "not a row of the map: " << line;
      continue;
    }
    ++rows;
    const auto file = source_folder() / row[1].str();
    EXPECT_TRUE(fs::is_regular_file(file)) << "docs/map.md names " << row[1];
    const std::regex name("\\b" + row[2].str() + "\\b");
    EXPECT_TRUE(std::regex_search(text_of(file), name))
        << "docs/map.md says that " << row[2] << " is in " << row[1];
  }
  EXPECT_GE(rows, 15);
}

}  // namespace
