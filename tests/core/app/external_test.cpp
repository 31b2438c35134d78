// Programs that are started on projects: what they get of the environment, and how their tests are
// counted.
#include "app/external.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>

#include "app/build_environment.hpp"
#include "app/plugin_build.hpp"
#include "base/child_process.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "core/run/sample.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class External : public ::testing::Test {
 protected:
  std::string output_of(const std::string& line,
                        const std::optional<fs::path>& foreign_home = std::nullopt) const {
    const auto log = folder_ / "log";
    fs::remove(log);
    EXPECT_EQ(
        run_external({"sh", "-c", line}, {.log = log, .say = {}, .foreign_home = foreign_home}), 0);
    return read_file(log);
  }

  /// Runs `lines`, a CTestTestfile.cmake.
  std::size_t tests_in(const std::string& lines) const {
    replace_file(folder_ / "CTestTestfile.cmake", lines);
    const PluginBuild job{.project = folder_.path(), .build = folder_.path(), .log = folder_ / "l"};
    return test_project(job);
  }

  run::sample::Folder folder_;
};

TEST(Tests, ThatAnExitCutShortHaveNotPassed) {
  const TemporaryFolder folder("ended");
  const auto report = folder.path() / "serhost-tests.xml";
  const std::string begun = "[==========] Running 2 tests from 1 test suite.\n",
                    ended = "[==========] 2 tests from 1 test suite ran. (0 ms total)\n";
  replace_file(report, begun + ended);
  EXPECT_NO_THROW(require_all_ended(report));
  replace_file(report, begun + ended + begun);
  try {
    require_all_ended(report);
    FAIL() << "must throw";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::failed);
    EXPECT_THAT(error.what(), HasSubstr("ends the process (exit, _exit, exec)"));
  }
}

TEST_F(External, GetsWhatABuildNeedsAndNothingElse) {
  ::setenv("A_TOKEN", "secret", 1);
  ::setenv("SERHOST_KEY_PASSPHRASE", "secret", 1);
  ::setenv("CXXFLAGS", "-Og", 1);
  ::setenv("CCACHE_NODIRECT", "1", 1);
  const auto text = output_of("env");
  ::unsetenv("A_TOKEN");
  ::unsetenv("SERHOST_KEY_PASSPHRASE");
  EXPECT_THAT(text, AllOf(HasSubstr("PATH="), HasSubstr("CXXFLAGS=-Og\n"),
                          HasSubstr("CCACHE_NODIRECT=1\n"), Not(HasSubstr("secret"))));
}

TEST_F(External, OfSomebodyElseHasAHomeOfItsOwnAndNoNetwork) {
  const auto home = folder_ / "home";
  make_directory(home / "tmp");
  ::setenv("XDG_DATA_HOME", "/elsewhere", 1);
  const auto text = output_of("echo $HOME $TMPDIR; env; tail -n +3 /proc/net/dev", home);
  ::unsetenv("XDG_DATA_HOME");
  EXPECT_TRUE(text.starts_with(home.string() + " " + home.string() + "/tmp\n")) << text;
  EXPECT_THAT(text, Not(HasSubstr("/elsewhere")));
  const auto devices = text.substr(text.find("PATH="));
  if (can_cut_network()) { EXPECT_THAT(devices, AllOf(HasSubstr("lo:"), Not(HasSubstr("eth0:")))); }
}

TEST_F(External, IsNotFoundIsAnError) {
  try {
    run_external({"no-such-program"}, {.log = folder_ / "log", .say = {}});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::unavailable);
    EXPECT_THAT(error.what(), HasSubstr("cannot start no-such-program: No such file"));
  }
}

TEST_F(External, TheListOfVariablesIsThatOfThePage) {
  const auto* const source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  auto page = read_file(fs::path(source) / "docs/share-a-pack.md");
  std::replace(page.begin(), page.end(), '\n', ' ');
  for (const auto& name : build_variables(true)) EXPECT_THAT(page, HasSubstr("`" + name + "`"));
}

TEST_F(External, TestsThatRanAreCounted) {
  EXPECT_EQ(tests_in("add_test(one true)\nadd_test(two true)\n"), 2u);
  EXPECT_EQ(tests_in("add_test(one true)\nadd_test(two true)\n"
                     "set_tests_properties(two PROPERTIES DISABLED TRUE)\n"),
            1u);
  EXPECT_EQ(tests_in("add_test(one true)\n"
                     "set_tests_properties(one PROPERTIES SKIP_RETURN_CODE 0)\n"),
            0u);
  EXPECT_EQ(tests_in(""), 0u) << "nor is a report of before counted";
  EXPECT_THROW(tests_in("add_test(one false)\n"), Error);
}

}  // namespace
}  // namespace serhost::app
