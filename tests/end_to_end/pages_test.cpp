// Runs what the pages show: commands and Python blocks work, links lead somewhere, the generated
// page is up to date. Whether shown files are the files is checked by tests/docs.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::slurp;

namespace {

fs::path source() { return end_to_end::environment_path("SERHOST_SOURCE_DIR"); }

std::vector<fs::path> pages() {
  std::vector<fs::path> out;
  for (const auto& entry : fs::directory_iterator(source())) {
    if (entry.path().extension() == ".md") out.push_back(entry.path());
  }
  for (const char* folder : {"docs", "experiments", "plugins", "benchmarks"}) {
    for (const auto& entry : fs::recursive_directory_iterator(source() / folder)) {
      if (entry.path().extension() == ".md") out.push_back(entry.path());
    }
  }
  return out;
}

/// The blocks between ```python and ```.
std::vector<std::string> python_blocks(const std::string& text) {
  static const std::regex kBlock("```python\n([^`]*)```");
  std::vector<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), kBlock), end; it != end; ++it)
    out.push_back((*it)[1].str());
  return out;
}

/// Lines inside ```sh blocks that call the program, continuation lines joined.
std::vector<std::string> shown_commands(const std::string& text) {
  static const std::regex kBlock("```sh\n([^`]*)```");
  std::vector<std::string> out;
  for (std::sregex_iterator it(text.begin(), text.end(), kBlock), end; it != end; ++it) {
    std::istringstream block((*it)[1].str());
    for (std::string line; std::getline(block, line);) {
      while (line.ends_with("\\")) {
        std::string next;
        std::getline(block, next);
        line = line.substr(0, line.size() - 1) + next;
      }
      out.push_back(line);
    }
  }
  return out;
}

std::vector<std::string> words(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> out;
  for (std::string word; in >> word && !word.starts_with("#");) out.push_back(word);
  return out;
}

}  // namespace

TEST(Docs, EveryLinkLeadsSomewhere) {
  static const std::regex kLink(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  for (const auto& page : pages()) {
    const auto text = slurp(page);
    for (std::sregex_iterator it(text.begin(), text.end(), kLink), end; it != end; ++it) {
      const auto target = (*it)[1].str();
      if (target.starts_with("http")) continue;
      EXPECT_TRUE(fs::exists(page.parent_path() / target)) << page << " links to " << target;
    }
  }
}

TEST(Docs, TheComponentsPageIsFresh) {
  const auto made = end_to_end::serhost({"describe", "--all-markdown"}, source());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(slurp(source() / "docs" / "components.md"), made.out)
      << "run: build/bin/serhost describe --all-markdown > docs/components.md";
}

// Every `serhost ...` and `scripts/...` line is run where it can be; long ones are cut to one epoch
// of few clips, which shows that their words are right.
TEST(Docs, ShownCommandsWork) {
  const end_to_end::Scratch scratch("docs");
  const auto data = end_to_end::environment_path("SERHOST_TEST_DATA");
  end_to_end::Environment environment;
  if (!data.empty()) environment["EMODB_ROOT"] = (data / "emodb").string();
  for (const fs::path folder : {"experiments", "docs", "tests/golden/weights"}) {
    fs::create_directories((scratch.path() / folder).parent_path());
    fs::copy(source() / folder, scratch.path() / folder, fs::copy_options::recursive);
  }
  fs::create_directory_symlink(end_to_end::environment_path("SERHOST_BUILD_DIR"),
                               scratch.path() / "build");
  std::set<std::string> done, folders;
  int ran = 0;
  for (const auto& page : pages()) {
    if (page.filename() == "share-a-pack.md")
      continue;  // packs_test runs those, for they need two labs
    for (const auto& line : shown_commands(slurp(page))) {
      auto command = words(line);
      if (command.empty()) continue;
      const bool script = command[0] == "scripts/run.sh",
                 program = command[0] == "serhost" || command[0] == "build/bin/serhost";
      if (!script && !program) continue;
      if (line.find("my.toml") != std::string::npos ||
          line.find("--plugin-path") != std::string::npos || line.starts_with("serhost build"))
        continue;  // files of the reader's own; tests/sdk builds and runs those
      if (data.empty() && line.find("emodb") != std::string::npos) continue;
      if (!done.insert(line).second) continue;
      if (script) {
        command[0] = "run";
        if (command.size() == 1) command.push_back("experiments/quickstart.toml");
      } else {
        command.erase(command.begin());
      }
      const auto redirect = std::find(command.begin(), command.end(), ">");
      command.erase(redirect, command.end());
      if (!command.empty() && (command[0] == "run" || command[0].ends_with(".toml"))) {
        for (const char* word :
             {"-s", "train.epochs=1", "-s", "train.max_clips=40", "-s", "seeds=[1]"})
          command.emplace_back(word);
        // A folder of their own, but for those that a later line may name again.
        const auto out = std::find(command.begin(), command.end(), "--out");
        if (out == command.end() || out + 1 == command.end() ||
            !folders.insert(*(out + 1)).second) {
          if (out != command.end()) command.erase(out, std::min(out + 2, command.end()));
          command.insert(command.end(), {"--out", "docs-run-" + std::to_string(ran)});
        }
      }
      const auto finished = end_to_end::serhost(command, scratch.path(), environment);
      EXPECT_EQ(finished.status, 0) << page << ": " << line << "\n" << finished.err;
      ++ran;
    }
  }
  EXPECT_GE(ran, 5);
}

// The pages name the quickstart's folder, and that of another run of it; one epoch of it has all
// files and columns.
TEST(Docs, ShownPythonWorks) {
  const end_to_end::Scratch scratch("docs-python");
  const auto python = [&](const std::vector<std::string>& arguments) {
    const auto* given = std::getenv("SERHOST_TEST_PYTHON");
    std::vector<std::string> command = {
        "env", "PYTHONPATH=" + (source() / "core/python").string(),
        "SERHOST_PREFIX=" +
            std::filesystem::path(end_to_end::program()).parent_path().parent_path().string(),
        given == nullptr ? "python3" : given};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return end_to_end::run(command, scratch.path(), {});
  };
  if (python({"--version"}).status != 0) GTEST_SKIP() << "python3 is not there";
  const bool has_pandas = python({"-c", "import pandas"}).status == 0;
  const auto trained = end_to_end::serhost(
      {"run", (source() / "experiments/quickstart.toml").string(), "-q", "-s", "train.epochs=2",
       "-s", "train.max_clips=96", "--out", "runs/quickstart"},
      scratch.path());
  ASSERT_EQ(trained.status, 0) << trained.err;
  std::filesystem::copy(scratch.path() / "runs/quickstart", scratch.path() / "runs/patience",
                        std::filesystem::copy_options::recursive);
  int ran = 0;
  for (const auto& page : pages()) {
    for (const auto& block : python_blocks(slurp(page))) {
      const auto needs = [&](const char* module) {
        return block.find(std::string("import ") + module) != std::string::npos;
      };
      if (!has_pandas && (needs("pandas") || needs("serhost"))) continue;
      const auto finished = python({"-c", block});
      EXPECT_EQ(finished.status, 0) << page << ":\n" << block << finished.err;
      EXPECT_NE(finished.out, "") << page << ":\n" << block;
      ++ran;
    }
  }
  EXPECT_GE(ran, 3);
}
