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

namespace fs = std::filesystem;

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
    {"features", {"base", "audio", "config", "data", "host", "model", "plugin", "weights"}},
    {"train",
     {"base", "config", "data", "features", "host", "metrics", "model", "nn", "onnx", "plugin",
      "run", "state", "tasks", "weights"}},
    {"run", {"base", "metrics"}},
    {"report", {"base", "metrics", "run"}},
    {"pack", {"base", "config", "host"}},
    {"sweep", {"base", "config", "metrics", "run"}},
    {"scaffold", {"base"}},
    {"app",
     {"audio", "base", "config", "data", "features", "host", "metrics", "onnx", "pack", "report",
      "run", "sweep", "train"}},
    {"cli",
     {"app", "base", "config", "data", "features", "host", "metrics", "pack", "report", "run",
      "scaffold", "state", "sweep", "testing", "train", "view", "weights"}},
    {"python", {"app", "base", "features", "train"}},
    {"view", {"app", "audio", "base", "metrics", "report", "run", "sweep"}},
};
const std::set<std::string> kTorchFree = {"base",   "pattern", "readers",  "metrics", "audio",
                                          "host",   "config",  "corpus",   "data",    "pack",
                                          "report", "run",     "scaffold", "sweep",   "onnx"};

struct Source {
  fs::path file;
  std::string library, text;
};

/// core/, read once.
const std::vector<Source>& sources() {
  static const auto all = [] {
    std::vector<Source> out;
    const char* root = std::getenv("SERHOST_SOURCE_DIR");
    if (root == nullptr) return out;
    const fs::path core = fs::path(root) / "core";
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
  }();
  return all;
}

/// "<vector>", "\"data/protocol/folds.hpp\"" of the lines that include.
std::vector<std::string> includes(const std::string& text) {
  std::vector<std::string> out;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto hash = line.find_first_not_of(" \t");
    if (hash == std::string::npos || line[hash] != '#') continue;
    const auto word = line.find("include", hash);
    const auto open = word == std::string::npos ? word : line.find_first_of("<\"", word);
    if (open == std::string::npos) continue;
    const auto close = line.find(line[open] == '<' ? '>' : '"', open + 1);
    if (close != std::string::npos) out.push_back(line.substr(open, close - open + 1));
  }
  return out;
}

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

namespace {

/// The header of its version number holds nothing else.
bool is_torch(const std::string& include) {
  return include != "<torch/version.h>" &&
         (include.starts_with("<torch/") || include.starts_with("<ATen/") ||
          include.starts_with("<c10/"));
}

/// The file below core/ that an include names; "" if it is not ours.
std::string file_of(const std::string& include, const std::map<std::string, std::string>& texts) {
  const auto name = include.substr(1, include.size() - 2);
  if (texts.contains(name)) return name;
  for (const auto& [file, text] : texts) {
    if (file.ends_with("/include/" + name)) return file;
  }
  return "";
}

}  // namespace

TEST(Dependencies, TheApplicationIsCompiledWithoutHeadersOfLibTorch) {
  std::map<std::string, std::string> texts;
  for (const auto& source : sources()) texts[source.file.generic_string()] = source.text;
  for (const auto& [start, start_text] : texts) {
    if (!start.starts_with("app/") && !start.starts_with("cli/")) continue;
    if (start == "cli/commands/weights.cpp") continue;  // a checkpoint's header gives tensors
    std::set<std::string> seen = {start};
    std::vector<std::string> open = {start};
    while (!open.empty()) {
      const auto file = open.back();
      open.pop_back();
      for (const auto& include : includes(texts.at(file))) {
        EXPECT_FALSE(is_torch(include)) << start << " reaches " << include << " through " << file;
        const auto next = file_of(include, texts);
        if (!next.empty() && seen.insert(next).second) open.push_back(next);
      }
    }
  }
}

TEST(Dependencies, ExpensiveHeadersAreSeenWhereTheyAreUsed) {
  for (const auto& source : sources()) {
    for (const auto& include : includes(source.text)) {
      if (include.starts_with("<boost/program_options")) {
        EXPECT_EQ(source.file, fs::path("cli/arguments.cpp"));
      }
      const bool header = source.file.extension() == ".hpp";
      if (header && (source.library == "app" || source.library == "cli")) {
        EXPECT_NE(include, "<nlohmann/json.hpp>")
            << "core/" << source.file.string() << ": <nlohmann/json_fwd.hpp> will do";
      }
    }
  }
}

TEST(Dependencies, TheProgramPrintsInOneWayThatNoticesAFullDisk) {
  static const std::regex kOther(R"(\bfmt::print\s*\(|\bf?printf\s*\(|\bputs\s*\()");
  for (const auto& source : sources()) {
    if (source.library != "cli") continue;
    std::istringstream in(source.text);
    for (std::string line; std::getline(in, line);) {
      EXPECT_FALSE(std::regex_search(line.substr(0, line.find("//")), kOther))
          << "core/" << source.file.string() << ": print of cli/output.hpp ends with 74";
    }
  }
}

TEST(Dependencies, RemediesAreSpelledByTheCommandLine) {
  static const std::regex kOption(R"(--(out|resume)\b)");
  const std::vector<fs::path> others = {
      "app/own_program.cpp",       // calls the program
      "host/fault_reporter.cpp"};  // the last words of a program that falls
  for (const auto& source : sources()) {
    if (source.library == "cli" ||
        std::find(others.begin(), others.end(), source.file) != others.end())
      continue;
    std::istringstream in(source.text);
    for (std::string line; std::getline(in, line);) {
      const auto code = line.substr(0, line.find("//"));
      if (code.find("--") == std::string::npos) continue;  // the expression is slow
      EXPECT_FALSE(std::regex_search(code, kOption))
          << "core/" << source.file.string()
          << ": throw RemediableError (base/remedy.hpp): " << line;
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
  const std::vector<std::string> words = {"std::c", "printf", "print", "puts", "exit", "abort"};
  for (const auto& source : sources()) {
    const bool probe = source.library == "host";  // its child process answers on standard output,
                                                  // its fault reporter must print and end
    const bool child = source.file == fs::path("app/cell_runs.cpp");  // ends one it has forked
    if (source.library == "cli" || source.library == "testing" || probe || child) continue;
    std::istringstream in(source.text);
    for (std::string line; std::getline(in, line);) {
      const auto code = line.substr(0, line.find("//"));
      // The expression is slow, and few lines hold one of these.
      if (std::none_of(words.begin(), words.end(),
                       [&](const auto& word) { return code.find(word) != std::string::npos; }))
        continue;
      EXPECT_FALSE(std::regex_search(code, kPrints))
          << "core/" << source.file.string() << ": " << line;
    }
  }
}
