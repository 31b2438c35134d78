// The table of faults: every row is made, run through the program and compared;
// docs/troubleshooting.md is the same rows for people. SERHOST_UPDATE_TROUBLESHOOTING=1 writes the
// page anew.
#include <gtest/gtest.h>
#include <sys/prctl.h>

#include <atomic>
#include <map>
#include <set>
#include <sstream>
#include <thread>

#include "base/wrap.hpp"
#include "end_to_end/faults/corpus.hpp"
#include "end_to_end/faults/row.hpp"

void faults::drop_power() {
  for (const int capability : {1 /* CAP_DAC_OVERRIDE */, 2 /* CAP_DAC_READ_SEARCH */})
    ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
}

namespace {

using faults::Row;

struct Outcome {
  int status = -1;
  std::string err;
};

Outcome outcome_of(const Row& row) {
  const end_to_end::Scratch scratch("fault-" + row.name);
  faults::write_corpus(scratch);
  scratch.write("e.toml", faults::kExperiment);
  if (row.make) row.make(scratch);
  auto command = row.command;
  if (command.front() != "sh") command.insert(command.begin(), end_to_end::program());
  // One thread each: the rows share the processor.
  auto environment = row.environment;
  environment.emplace("OMP_NUM_THREADS", "1");
  const auto finished = end_to_end::run(command, scratch.path(), environment, row.before);
  Outcome out{finished.status, finished.err};
  const auto folder = scratch.path().string() + "/";
  for (auto at = out.err.find(folder); at != std::string::npos; at = out.err.find(folder))
    out.err.erase(at, folder.size());
  return out;
}

/// All rows, on as many threads as there are cores.
const std::map<std::string, Outcome>& outcomes() {
  static const auto all = [] {
    std::vector<Row> rows;
    for (auto& group : faults::groups())
      std::move(group.rows.begin(), group.rows.end(), std::back_inserter(rows));
    std::vector<Outcome> made(rows.size());
    std::atomic<std::size_t> next{0};
    {
      std::vector<std::jthread> workers;
      for (unsigned i = 0; i < std::max(2U, std::thread::hardware_concurrency()); ++i) {
        workers.emplace_back([&] {
          for (std::size_t at; (at = next.fetch_add(1)) < rows.size();)
            made[at] = outcome_of(rows[at]);
        });
      }
    }
    std::map<std::string, Outcome> out;
    for (std::size_t i = 0; i < rows.size(); ++i) out.emplace(rows[i].name, std::move(made[i]));
    return out;
  }();
  return all;
}

/// Whether `text` begins with the lines of `pattern`, in which * stands for anything within a line.
bool begins_with(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
  while (p < pattern.size() || !(t == text.size() || text[t] == '\n')) {
    if (p < pattern.size() && pattern[p] == '*') star = p++, mark = t;
    else if (p < pattern.size() && t < text.size() && pattern[p] == text[t]) ++p, ++t;
    else if (star != std::string_view::npos && mark < text.size() && text[mark] != '\n')
      p = star + 1, t = ++mark;
    else return false;
  }
  return true;
}

class Faults : public testing::TestWithParam<Row> {};

TEST_P(Faults, AreToldAsTheTableSays) {
  const auto& row = GetParam();
  const auto& found = outcomes().at(row.name);
  EXPECT_EQ(found.status, row.status) << found.err;
  EXPECT_TRUE(begins_with(found.err, row.sees))
      << "found:    " << found.err << "\nexpected: " << row.sees;
  for (const char c : found.err)
    ASSERT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20) << "a control character";
}

std::vector<Row> all_rows() {
  std::vector<Row> out;
  for (auto& group : faults::groups())
    std::move(group.rows.begin(), group.rows.end(), std::back_inserter(out));
  return out;
}

INSTANTIATE_TEST_SUITE_P(Table, Faults, testing::ValuesIn(all_rows()),
                         [](const auto& one) { return one.param.name; });

std::string shown(std::string text) {
  for (auto at = text.find('*'); at != std::string::npos; at = text.find('*'))
    text.replace(at, 1, "...");
  return text;
}

/// Lines of a message; long ones are broken and continued with an indent.
std::string shown_lines(const std::string& text) {
  std::istringstream in(shown(text));
  std::string out;
  for (std::string line; std::getline(in, line);)
    out += serhost::characters_in(line) <= 110 ? line + "\n" : serhost::wrap(line, "", "    ");
  return out;
}

std::string page() {
  std::string out =
      "# Troubleshooting\n\n" +
      serhost::wrap(
          "What can go wrong, the message, the exit status, and what to do. Each entry is "
          "a test: message and status are the program's own (`...` stands for what "
          "differs from case to case; long messages are broken here, not in the program). "
          "The experiment is called `e.toml`, its corpus lies in `data`. The statuses are "
          "explained in [commands](commands.md). `serhost doctor` checks the installation "
          "as a whole.") +
      "\n";
  const auto groups = faults::groups();
  for (const auto& group : groups) {
    std::string anchor;
    for (const char c : group.title) {
      if (c == ' ') anchor += '-';
      else if (std::isalnum(static_cast<unsigned char>(c)) != 0)
        anchor += static_cast<char>(std::tolower(c));
    }
    out += "- [" + group.title + "](#" + anchor + ")\n";
  }
  for (const auto& group : groups) {
    out += "\n## " + group.title + "\n\n" + serhost::wrap(group.intro);
    for (const auto& row : group.rows)
      out += "\n### " + row.what + "\n\n```text\n" + shown_lines(row.sees) + "```\n\n" +
             serhost::wrap("Exit status " + std::to_string(row.status) + ". " + row.advice);
  }
  out +=
      "\n## Lines that are not serhost's\n\n" +
      serhost::wrap(
          "Lines such as `[src/libmpg123/layer3.c:INT123_do_layer3():1843] error: missing bits` "
          "come from the mp3 decoder, which writes to standard error by itself. They are harmless "
          "if serhost reports nothing; a clip that cannot be used is always named by a message as "
          "above.");
  return out;
}

TEST(Troubleshooting, IsMadeFromTheTable) {
  const auto file =
      end_to_end::environment_path("SERHOST_SOURCE_DIR") / "docs" / "troubleshooting.md";
  if (std::getenv("SERHOST_UPDATE_TROUBLESHOOTING") != nullptr)
    std::ofstream(file, std::ios::binary) << page();
  EXPECT_EQ(end_to_end::slurp(file), page())
      << "run: SERHOST_UPDATE_TROUBLESHOOTING=1 ctest -R end_to_end_faults_test";
}

TEST(Troubleshooting, NamesEveryFaultOnceAndSaysWhatToDo) {
  std::set<std::string> names, headings;
  for (const auto& row : all_rows()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_TRUE(headings.insert(row.what).second) << row.what;
    EXPECT_FALSE(row.advice.empty()) << row.name;
    EXPECT_NE(row.status, 0) << row.name;
  }
  EXPECT_GE(names.size(), 45u);
}

}  // namespace
