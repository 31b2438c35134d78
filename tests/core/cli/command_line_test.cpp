// Which command a command line calls, whatever its other words are.
#include "cli/command_line.hpp"

#include <gmock/gmock.h>

namespace serhost::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CommandLine, TheFirstWordIsTheCommand) {
  const auto line = called({"list", "losses", "--json"});
  EXPECT_EQ(line.name, "list");
  EXPECT_THAT(line.arguments, ElementsAre("losses", "--json"));
}

TEST(CommandLine, OptionsOfEveryCommandMayComeFirst) {
  const auto line = called({"-q", "--threads", "2", "--plugin-path=p", "run", "a.toml"});
  EXPECT_EQ(line.name, "run");
  EXPECT_THAT(line.arguments, ElementsAre("-q", "--threads", "2", "--plugin-path=p", "a.toml"));
}

TEST(CommandLine, ValuesAndArgumentsAreNoCommands) {
  EXPECT_EQ(called({"--log", "run", "list"}).name, "list");
  EXPECT_EQ(called({"--plugin-path", "test-plugin", "doctor"}).name, "doctor");
  EXPECT_EQ(called({"describe", "loss", "run"}).name, "describe");
  EXPECT_EQ(called({"check", "run.toml"}).name, "check");
}

TEST(CommandLine, AnExperimentIsRun) {
  const auto line = called({"-q", "a.toml", "--resume"});
  EXPECT_EQ(line.name, "run");
  EXPECT_THAT(line.arguments, ElementsAre("-q", "a.toml", "--resume"));
  EXPECT_EQ(called({".toml"}).name, ".toml");  // no name before the ending
}

TEST(CommandLine, HelpAndVersionBeforeACommandAreTheProgramsOwn) {
  EXPECT_EQ(called({"--help", "run"}).name, "--help");
  EXPECT_EQ(called({"-q", "--version", "--json"}).name, "--version");
  EXPECT_THAT(called({"--version", "--json"}).arguments, ElementsAre("--json"));
  EXPECT_EQ(called({"run", "--help"}).name, "run");
}

TEST(CommandLine, NoneIsNone) {
  EXPECT_EQ(called({}).name, "");
  EXPECT_EQ(called({"-q"}).name, "");
  EXPECT_EQ(called({"--log", "run"}).name, "");
  EXPECT_THAT(called({"--log"}).arguments, ElementsAre("--log"));
  EXPECT_THAT(called({}).arguments, IsEmpty());
}

}  // namespace
}  // namespace serhost::cli
