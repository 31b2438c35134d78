// Reads the includes of core/ and fails on an edge that the architecture forbids.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"base", {}},
    {"metrics", {"base"}},
    {"audio", {"base"}},
    {"plugin", {}},
    {"nn", {}},
    {"weights", {"base"}},
    {"host", {"base"}},
    {"testing", {"base", "host", "weights"}},
    {"config", {"base", "host"}},
    {"data", {"base", "audio", "config", "host"}},
    {"model", {"base", "config", "host", "weights"}},
    {"features", {"base", "audio", "config", "data", "host", "model", "weights"}},
    {"train", {"base", "config", "data", "features", "host", "metrics", "model", "run", "weights"}},
    {"run", {"base", "metrics"}},
    {"report", {"base", "metrics", "run"}},
    {"pack", {"base", "config", "host"}},
    {"sweep", {"base", "config", "metrics", "run"}},
    {"scaffold", {"base"}},
    {"app",
     {"base", "config", "data", "features", "host", "pack", "report", "run", "sweep", "train"}},
    {"cli",
     {"app", "base", "config", "data", "features", "host", "pack", "report", "run", "scaffold",
      "sweep", "testing", "train"}},
};
const std::set<std::string> kTorchFree = {"base", "metrics", "audio", "host",     "config", "data",
                                          "pack", "report",  "run",   "scaffold", "sweep"};

struct Source {
  fs::path file;
  std::string library, text;
};

std::vector<Source> sources() {
  const char* root = std::getenv("SERHOST_SOURCE_DIR");
  if (root == nullptr) return {};
  const fs::path core = fs::path(root) / "core";
  std::vector<Source> out;
  for (const auto& entry : fs::recursive_directory_iterator(core)) {
    const auto extension = entry.path().extension();
    if (extension != ".cpp" && extension != ".hpp" && extension != ".h") continue;
    std::ifstream in(entry.path());
    std::ostringstream text;
    text << in.rdbuf();
    const auto relative = fs::relative(entry.path(), core);
    out.push_back({relative, relative.begin()->string(), text.str()});
  }
  return out;
}

std::vector<std::string> includes(const std::string& text) {
  static const std::regex kInclude(R"(^\s*#\s*include\s*([<"][^>"]+[>"]))", std::regex::multiline);
  std::vector<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), kInclude), end; it != end; ++it)
    out.push_back((*it)[1]);
  return out;
}

}  // namespace

TEST(Dependencies, SourcesAreFound) { EXPECT_GT(sources().size(), 50u); }

TEST(Dependencies, LibrariesIncludeOnlyWhatStandsBelowThem) {
  for (const auto& source : sources()) {
    const auto allowed = kMayInclude.find(source.library);
    ASSERT_NE(allowed, kMayInclude.end())
        << "core/" << source.library << " is not in the table of this test";
    for (const auto& include : includes(source.text)) {
      if (include.front() != '"') continue;
      const auto library = include.substr(1, include.find('/') - 1);
      if (library == source.library || kMayInclude.count(library) == 0) continue;
      EXPECT_TRUE(allowed->second.count(library))
          << "core/" << source.file.string() << " includes " << include;
    }
  }
}

TEST(Dependencies, TorchStaysOutOfTheTorchFreeLibraries) {
  for (const auto& source : sources()) {
    for (const auto& include : includes(source.text)) {
      const bool torch = include.starts_with("<torch/") || include.starts_with("<ATen/") ||
                         include.starts_with("<c10/") || include == "<serhost/loss.hpp>" ||
                         include == "<serhost/backbone.hpp>" || include == "<serhost/step.hpp>";
      if (torch && include != "<torch/version.h>") {
        EXPECT_FALSE(kTorchFree.count(source.library))
            << "core/" << source.file.string() << " includes " << include;
      }
      EXPECT_NE(include, "<torch/torch.h>")
          << "core/" << source.file.string() << ": costs 19 s a file; include what is used";
    }
  }
}

TEST(Dependencies, OneFileSeesToml) {
  for (const auto& source : sources()) {
    for (const auto& include : includes(source.text)) {
      if (include.starts_with("<toml++")) { EXPECT_EQ(source.file, fs::path("config/toml.cpp")); }
      if (include.starts_with("<boost/dll")) { EXPECT_EQ(source.library, "host") << source.file; }
    }
  }
}

TEST(Dependencies, OnlyTheCommandLinePrints) {
  static const std::regex kPrints(
      R"(std::c(out|err)\b|\bf?printf\s*\(|\bfmt::print\s*\(|\bputs\s*\()"
      R"(|\b_?exit\s*\(\d|\babort\s*\(\))");
  for (const auto& source : sources()) {
    const bool probe = source.library == "host";  // its child process answers on standard output,
                                                  // its fault reporter must print and end
    if (source.library == "cli" || source.library == "testing" || probe) continue;
    std::smatch match;
    std::string code = std::regex_replace(source.text, std::regex("//[^\n]*"), "");
    EXPECT_FALSE(std::regex_search(code, match, kPrints))
        << "core/" << source.file.string() << ": " << match.str();
  }
}
