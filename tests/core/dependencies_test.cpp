// Reads the includes of core/ and fails on an edge that the architecture forbids.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "core/sources.hpp"

namespace fs = std::filesystem;
using sources_of_core::includes;
using sources_of_core::sources;

namespace {

const std::map<std::string, std::set<std::string>> kMayInclude = {
    {"base", {}},
    {"pattern", {"base"}},
    {"metrics", {"base"}},
    {"onnx", {"base", "plugin"}},
    {"audio", {"base"}},
    {"plugin", {}},
    {"readers", {"base", "plugin"}},
    {"nn", {"plugin", "weights"}},
    {"weights", {"base"}},
    {"host", {"base", "pattern", "plugin"}},
    {"state", {"base", "host", "plugin"}},
    {"testing", {"base", "host", "plugin", "state", "weights"}},
    {"config", {"base", "host", "metrics", "plugin"}},
    {"corpus", {"base", "config", "host", "pattern", "plugin"}},
    {"data", {"base", "audio", "config", "host", "plugin", "readers"}},
    {"tasks", {"base", "config", "data", "metrics", "plugin"}},
    {"model", {"base", "config", "host", "nn", "plugin", "state", "weights"}},
    {"distributed", {"base"}},
    {"features", {"base", "audio", "config", "data", "host", "model", "plugin", "weights"}},
    {"train",
     {"base", "config", "data", "distributed", "features", "host", "metrics", "model", "nn", "onnx",
      "plugin", "run", "state", "tasks", "weights"}},
    {"run", {"base", "metrics"}},
    {"report", {"base", "metrics", "run"}},
    {"pack", {"base", "config", "host"}},
    {"sweep", {"base", "config", "metrics", "run"}},
    {"scaffold", {"base"}},
    {"app",
     {"audio", "base", "config", "data", "distributed", "features", "host", "metrics", "onnx",
      "pack", "report", "run", "sweep", "train"}},
    {"cli",
     {"app", "base", "config", "data", "distributed", "features", "host", "metrics", "pack",
      "report", "run", "scaffold", "state", "sweep", "testing", "train", "view", "weights"}},
    {"python", {"app", "base", "features", "train"}},
    {"view", {"app", "audio", "base", "metrics", "report", "run", "sweep"}},
};
const std::set<std::string> kTorchFree = {"base",   "pattern", "readers",  "metrics", "audio",
                                          "host",   "config",  "corpus",   "data",    "pack",
                                          "report", "run",     "scaffold", "sweep",   "onnx"};

}  // namespace

/// The room that an include reaches into, "" for one that is not ours: "data/protocol/folds.hpp" ->
/// data, <serhost/nn/linear.hpp> -> nn, <serhost/loss.hpp> -> plugin.
std::string room_of(const std::string& include) {
  const auto path = include.substr(1, include.size() - 2);
  if (include.front() == '"') return path.substr(0, path.find('/'));
  const std::string ours = "serhost/";
  if (!path.starts_with(ours)) return "";
  const auto slash = path.find('/', ours.size());
  const auto folder = path.substr(ours.size(), slash - ours.size());
  return slash != std::string::npos && kMayInclude.count(folder) > 0 ? folder : "plugin";
}

TEST(Dependencies, ARoomIsFoundByEitherKindOfInclude) {
  EXPECT_EQ(room_of("\"data/protocol/folds.hpp\""), "data");
  EXPECT_EQ(room_of("<serhost/nn/linear.hpp>"), "nn");
  EXPECT_EQ(room_of("<serhost/loss.hpp>"), "plugin");
  EXPECT_EQ(room_of("<vector>"), "");
}

TEST(Dependencies, SourcesAreFound) { EXPECT_GT(sources().size(), 50u); }

TEST(Dependencies, LibrariesIncludeOnlyWhatStandsBelowThem) {
  for (const auto& source : sources()) {
    const auto allowed = kMayInclude.find(source.library);
    ASSERT_NE(allowed, kMayInclude.end())
        << "core/" << source.library << " is not in the table of this test";
    for (const auto& include : includes(source.text)) {
      const auto library = room_of(include);
      if (library == source.library || kMayInclude.count(library) == 0) continue;
      EXPECT_TRUE(allowed->second.count(library))
          << "core/" << source.file.string() << " includes " << include;
    }
  }
}

/// It tries every way an expression can match, by recursion: a name that somebody chose can take
/// hours or end the program. core/pattern has another.
TEST(Dependencies, ExpressionsAreMatchedByTheLibraryThatCannotBeSlow) {
  for (const auto& source : sources()) {
    for (const auto& include : includes(source.text)) {
      EXPECT_NE(include, "<regex>") << "core/" << source.file.string() << ": see core/pattern";
      if (include.starts_with("<re2/")) {
        EXPECT_EQ(source.file, fs::path("pattern/expression.cpp"));
      }
    }
  }
}

TEST(Dependencies, TorchStaysOutOfTheTorchFreeLibraries) {
  for (const auto& source : sources()) {
    for (const auto& include : includes(source.text)) {
      const bool torch = include.starts_with("<torch/") || include.starts_with("<ATen/") ||
                         include.starts_with("<c10/") || include == "<serhost/loss.hpp>" ||
                         include == "<serhost/tensor.hpp>" || include == "<serhost/torch.hpp>" ||
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

/// clang-tidy reads what is free of LibTorch and nothing else (scripts/lint.py).
TEST(Dependencies, TheTorchFreeLibrariesAreThoseThatAreLinted) {
  const char* root = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(root, nullptr);
  std::ifstream in(fs::path(root) / "scripts" / "lint.py");
  std::set<std::string> linted;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("TORCH_FREE = ") && !line.starts_with("HALVES = ")) continue;
    static const std::regex kName(R"re("([a-z]+)"[,\]:])re");
    for (std::sregex_iterator it(line.begin(), line.end(), kName), end; it != end; ++it)
      linted.insert((*it)[1]);
  }
  EXPECT_EQ(linted.erase("weights"), 1u);  // the half that parses files
  EXPECT_EQ(linted, kTorchFree);
}
