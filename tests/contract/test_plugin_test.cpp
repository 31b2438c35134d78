// `serhost test-plugin` on a plugin of which each component is wrong in one way: the report, its
// JSON, its exit status.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;
using end_to_end::serhost;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

namespace {

end_to_end::Finished tested(const Scratch& scratch, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {"test-plugin", SERHOST_FLAWED});
  return serhost(more, scratch.path());
}

}  // namespace

TEST(TestPlugin, SaysOfARightComponentThatAllIsWell) {
  const Scratch scratch("right");
  const auto report = tested(scratch, {"--component", "loss/right"});
  EXPECT_EQ(report.status, 0) << report.out << report.err;
  EXPECT_THAT(report.out, AllOf(HasSubstr("loss right, plugin flawed 1.0.0\n"),
                                HasSubstr("  ok       gradient of output "),
                                HasSubstr(" 0 failed, 0 crashed, ")));
}

TEST(TestPlugin, SaysWhatWasSeenAndWhereToLookOfAWrongOne) {
  const Scratch scratch("half");
  const auto report = tested(scratch, {"--component", "loss/half_gradient"});
  EXPECT_EQ(report.status, 1);
  EXPECT_THAT(
      report.out,
      AllOf(HasSubstr("  failed   gradient of output "), HasSubstr("but finite differences give"),
            HasSubstr("look at: look for detach()"), HasSubstr(" 1 failed, 0 crashed, ")));
}

TEST(TestPlugin, OutlivesAComponentThatCrashesAndGoesOnBehindTheCheck) {
  const Scratch scratch("crashes");
  const auto report = tested(scratch, {"--component", "loss/crashes"});
  EXPECT_EQ(report.status, 1);
  EXPECT_THAT(report.out,
              AllOf(HasSubstr("  crashed  extremes "), HasSubstr("crashed (SIGSEGV)"),
                    HasSubstr("--no-probe under a debugger"), HasSubstr("  ok       one clip "),
                    HasSubstr(" 0 failed, 1 crashed, ")));
}

// gdb stops at the signal before this line is written.
TEST(TestPlugin, CrashesWithTheComponentUnderNoProbe) {
  const Scratch scratch("here");
  const auto crashed = serhost(
      {"--no-probe", "test-plugin", SERHOST_FLAWED, "--component", "loss/crashes"}, scratch.path());
  EXPECT_EQ(crashed.status, 70);
  EXPECT_THAT(crashed.err, AllOf(HasSubstr("loss 'crashes' of plugin flawed 1.0.0 ("),
                                 HasSubstr(") crashed in the check 'extremes' (SIGSEGV)"),
                                 Not(HasSubstr("please report it"))));
}

TEST(TestPlugin, TakesParametersThatHaveNoDefault) {
  const Scratch scratch("name");
  const auto without = tested(scratch, {"--component", "loss/needs_a_name"});
  EXPECT_EQ(without.status, 1);
  EXPECT_THAT(without.out, AllOf(HasSubstr("  failed   made "), HasSubstr("name is not set"),
                                 HasSubstr("-s key=value")));
  const auto with = tested(scratch, {"--component", "loss/needs_a_name", "-s", "name=Ada"});
  EXPECT_EQ(with.status, 0) << with.out;
  EXPECT_THAT(with.out, HasSubstr("loss needs_a_name (name=Ada), plugin flawed"));
  scratch.write("contract.txt", "name=Ada\nname=Grace\n");
  const auto adjacent = tested(scratch, {"--component", "loss/needs_a_name"});
  EXPECT_THAT(adjacent.out, AllOf(HasSubstr("(name=Ada)"), HasSubstr("(name=Grace)")));
}

TEST(TestPlugin, ReportsEveryComponentAsJson) {
  const Scratch scratch("json");
  const auto report = tested(scratch, {"--json"});
  EXPECT_EQ(report.status, 1);
  const auto json = nlohmann::json::parse(report.out);
  EXPECT_EQ(json["plugin"], "flawed");
  ASSERT_EQ(json["components"].size(), 8U);
  std::map<std::string, std::map<std::string, std::string>> outcomes;
  for (const auto& component : json["components"]) {
    for (const auto& check : component["checks"])
      outcomes[component["name"]][check["name"]] = check["outcome"];
  }
  EXPECT_EQ(outcomes["twice"]["keys"], "failed");
  EXPECT_EQ(outcomes["crashes"]["extremes"], "crashed");
  EXPECT_EQ(outcomes["needs_a_name"]["made"], "failed");
  EXPECT_EQ(outcomes["right"]["batch_invariance"], "ok");
  EXPECT_EQ(outcomes["no_decay"]["weight decay"], "failed");
  EXPECT_EQ(outcomes["no_decay"]["a quadratic falls"], "ok");
  EXPECT_EQ(outcomes["over_padding"]["padding"], "failed");
  EXPECT_EQ(outcomes["over_padding"]["same seed"], "ok");
  EXPECT_EQ(outcomes["own_noise"]["same stream"], "failed");
  EXPECT_EQ(outcomes["own_noise"]["form"], "ok");
  EXPECT_EQ(outcomes["right"]["whole_batch"], "skipped");
  EXPECT_EQ(json["summary"]["crashed"], 1);
  EXPECT_TRUE(json["summary"]["ok"].get<int>() > 40) << json["summary"];
}

TEST(TestPlugin, RefusesWhatTheDoorRefuses) {
  const Scratch scratch("refused");
  const auto file = scratch.write("notes.so", "not a library");
  const auto refused = serhost({"test-plugin", file.string()}, scratch.path());
  EXPECT_EQ(refused.status, 69);
  EXPECT_THAT(refused.err, HasSubstr("plugin 'notes.so' refused: "));
  EXPECT_EQ(serhost({"test-plugin", "absent.so"}, scratch.path()).status, 66);
  const auto unknown = tested(scratch, {"--component", "loss/rihgt"});
  EXPECT_EQ(unknown.status, 64);
  EXPECT_THAT(unknown.err, HasSubstr("Did you mean 'loss/right'?"));
}

TEST(TestPlugin, TriesADatasetOnARootThatIsGiven) {
  const Scratch scratch("root");
  scratch.write("corpus/angry/a.wav", "x");
  const auto folder = (fs::path(end_to_end::program()).parent_path().parent_path() / "lib" /
                       "serhost" / "plugins" / "folder.so")
                          .string();
  const auto given = serhost({"test-plugin", folder, "-s", "root=corpus"}, scratch.path());
  EXPECT_EQ(given.status, 0) << given.out << given.err;
  EXPECT_THAT(given.out, HasSubstr("  ok       keys "));
  const auto none = serhost({"test-plugin", folder}, scratch.path());
  EXPECT_THAT(none.out,
              AllOf(HasSubstr("  skipped  clips: no corpus is at hand"),
                    HasSubstr("give one with -s root=FOLDER"), Not(HasSubstr("failed   "))));
  EXPECT_EQ(serhost({"test-plugin", folder, "-s", "root=nowhere"}, scratch.path()).status, 66);
}
