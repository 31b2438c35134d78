// Headers that cost much are seen only where they are used, one library prints, one file sees TOML.
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "core/sources.hpp"

namespace fs = std::filesystem;
using sources_of_core::includes;
using sources_of_core::sources;

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
