// Commands that train nothing: what they print and how they end.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;
using end_to_end::serhost;
namespace fs = std::filesystem;

namespace {

const std::string kTiny = R"(name = "tiny"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "lstm"
width = 8
num_layers = 1
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
)";

end_to_end::fs::path source() { return end_to_end::environment_path("SERHOST_SOURCE_DIR"); }

}  // namespace

TEST(Help, EveryCommandHasOneWithAnExample) {
  const Scratch scratch("help");
  const auto all = serhost({"--help"}, scratch.path());
  EXPECT_EQ(all.status, 0);
  for (const std::string command :
       {"run", "sweep", "ledger", "check", "plan", "list", "describe", "data", "extract", "cache",
        "weights", "new", "build", "doctor", "completion", "predict", "evaluate"}) {
    EXPECT_NE(all.out.find("  " + command), std::string::npos) << command;
    const auto one = serhost({command, "--help"}, scratch.path());
    EXPECT_EQ(one.status, 0) << command << one.err;
    EXPECT_NE(one.out.find("example: "), std::string::npos) << command;
  }
}

TEST(Usage, UnknownWordsAreSuggestedAndEndWith64) {
  const Scratch scratch("usage");
  const auto command = serhost({"chekc", "a.toml"}, scratch.path());
  EXPECT_EQ(command.status, 64);
  EXPECT_NE(command.err.find("Did you mean 'check'?"), std::string::npos) << command.err;
  const auto option = serhost({"run", "a.toml", "--resum"}, scratch.path());
  EXPECT_EQ(option.status, 64);
  EXPECT_NE(option.err.find("--resume"), std::string::npos) << option.err;
  EXPECT_EQ(serhost({"run"}, scratch.path()).status, 64);
  EXPECT_EQ(serhost({}, scratch.path()).status, 64);
  EXPECT_EQ(serhost({"run", "a.toml", "--max-time", "soon"}, scratch.path()).status, 64);
}

TEST(Version, SaysWhatItWasBuiltFrom) {
  const Scratch scratch("version");
  const auto json = nlohmann::json::parse(serhost({"--version", "--json"}, scratch.path()).out);
  EXPECT_TRUE(json.contains("libtorch"));
  EXPECT_EQ(serhost({"--version"}, scratch.path()).out,
            "serhost " + json["serhost"].get<std::string>() + "\n");
}

TEST(List, HasMetricsAndTasksThatDescribeExplains) {
  const Scratch scratch("list_metrics");
  const auto json =
      nlohmann::json::parse(serhost({"list", "metrics", "--json"}, scratch.path()).out);
  std::set<std::string> names;
  for (const auto& metric : json.at("metrics")) names.insert(metric.at("name"));
  EXPECT_TRUE(names.contains("ua") && names.contains("ece")) << json;
  EXPECT_NE(serhost({"list", "tasks"}, scratch.path()).out.find("classification"),
            std::string::npos);
  const auto brier = serhost({"describe", "metric", "brier"}, scratch.path());
  EXPECT_NE(brier.out.find("lower is better"), std::string::npos) << brier.out << brier.err;
  const auto wrong = serhost({"describe", "metric", "uaa"}, scratch.path());
  EXPECT_EQ(wrong.status, 69);
  EXPECT_NE(wrong.err.find("no metric 'uaa'. Did you mean 'ua'?"), std::string::npos) << wrong.err;
}

TEST(List, HasEveryPluginOfTheSourceTreeAndNoRefusal) {
  const Scratch scratch("list");
  const auto json = nlohmann::json::parse(serhost({"list", "--json"}, scratch.path()).out);
  const auto plugins = fs::path(std::getenv("SERHOST_SOURCE_DIR")) / "plugins";
  std::size_t kinds = 0;
  for (const auto& kind : fs::directory_iterator(plugins)) {
    if (!kind.is_directory()) continue;
    std::set<std::string> folders, listed;
    for (const auto& folder : fs::directory_iterator(kind.path())) {
      if (folder.is_directory()) folders.insert(folder.path().filename());
    }
    for (const auto& entry : json.at(kind.path().filename()))
      listed.insert(entry.at("plugin").get<std::string>());
    listed.erase("serhost");  // part of the program
    EXPECT_EQ(listed, folders) << kind.path();
    EXPECT_FALSE(folders.empty()) << kind.path();
    ++kinds;
  }
  EXPECT_GE(kinds, 3u);
  EXPECT_TRUE(json["refused"].empty()) << json["refused"];
}

TEST(Describe, ShowsAParameterWithDefaultAndRange) {
  const Scratch scratch("describe");
  const auto text = serhost({"describe", "loss", "focal"}, scratch.path());
  EXPECT_EQ(text.status, 0) << text.err;
  EXPECT_NE(text.out.find("gamma"), std::string::npos);
  EXPECT_NE(text.out.find("0 or more"), std::string::npos) << text.out;
  const auto none = serhost({"describe", "loss", "focall"}, scratch.path());
  EXPECT_EQ(none.status, 69);
  EXPECT_NE(none.err.find("Did you mean 'focal'?"), std::string::npos) << none.err;
}

TEST(Check, TellsEveryFaultWithItsPlace) {
  const Scratch scratch("check");
  scratch.write("a.toml",
                kTiny + "epohcs = 3\nbatch_size = \"many\"\n[head]\npooling = \"meen\"\n");
  const auto checked = serhost({"check", "a.toml"}, scratch.path());
  EXPECT_EQ(checked.status, 78);
  for (const std::string part : {"a.toml:18:", "'epochs'", "batch_size", "'mean'"})
    EXPECT_NE(checked.err.find(part), std::string::npos) << part << "\n" << checked.err;
  EXPECT_EQ(serhost({"run", "a.toml"}, scratch.path()).status, 78);
}

TEST(Check, SaysWhatAGoodExperimentIs) {
  const Scratch scratch("good");
  scratch.write("a.toml", kTiny);
  const auto checked = serhost({"check", "a.toml"}, scratch.path());
  EXPECT_EQ(checked.status, 0) << checked.err;
  EXPECT_NE(checked.out.find("2 folds"), std::string::npos) << checked.out;
  const auto json =
      nlohmann::json::parse(serhost({"check", "a.toml", "--format", "json"}, scratch.path()).out);
  EXPECT_TRUE(json["ok"]);
}

TEST(Check, SaysWhoseVoicesTheMetricsWillBeOfAndSoDoesPlan) {
  const Scratch scratch("voices");
  scratch.write("tiny.toml", kTiny);
  const std::vector<std::string> clips = {"tiny.toml", "-s", "protocol.unit=clip"};
  for (const std::string command : {"check", "plan"}) {
    const auto others = serhost({command, "tiny.toml"}, scratch.path());
    EXPECT_EQ(others.status, 0) << others.err;
    EXPECT_EQ(others.out.find("speaker-dependent"), std::string::npos) << others.out;
    auto arguments = clips;
    arguments.insert(arguments.begin(), command);
    const auto shared = serhost(arguments, scratch.path());
    EXPECT_EQ(shared.status, 0) << shared.err;
    EXPECT_NE(shared.out.find("speaker-dependent: people who are tested were trained on"),
              std::string::npos)
        << shared.out;
  }
  const auto json = serhost({"check", "tiny.toml", "--format", "json", "-s", "protocol.unit=clip"},
                            scratch.path());
  EXPECT_EQ(nlohmann::json::parse(json.out)["test_speakers"], "speaker-dependent");
}

TEST(Check, NamesTheVariableThatIsNotSet) {
  const Scratch scratch("variable");
  const auto checked = serhost({"check", (source() / "experiments" / "hubert_focal.toml").string()},
                               scratch.path(), {{"IEMOCAP_ROOT", ""}});
  EXPECT_EQ(checked.status, 78);
  EXPECT_NE(checked.err.find("IEMOCAP_ROOT"), std::string::npos) << checked.err;
}

TEST(Check, AMissingFileAndAMissingComponentHaveTheirOwnStatuses) {
  const Scratch scratch("missing");
  EXPECT_EQ(serhost({"check", "none.toml"}, scratch.path()).status, 66);
  scratch.write("a.toml", kTiny);
  const auto component = serhost({"check", "a.toml", "-s", "loss.plugin=focall"}, scratch.path());
  EXPECT_EQ(component.status, 69) << component.err;
  EXPECT_NE(component.err.find("focal"), std::string::npos);
  EXPECT_EQ(serhost({"check", "a.toml", "-s", "train.device=cuda:99"}, scratch.path()).status, 69);
}

TEST(Check, PrintsTheFaultOfTheCompositionBesideThatOfTheData) {
  const Scratch scratch("both");
  scratch.write("data/angry/a.wav", "not audio");
  scratch.write("data/sad/b.wav", "not audio");
  scratch.write(
      "a.toml",
      "name = \"a\"\n[dataset]\nplugin = \"folder\"\nroot = \"data\"\nclasses = [\"angry\", "
      "\"sad\"]\n[backbone]\nplugin = \"lstm\"\n[loss]\nplugin = \"cross_entropy\"\n");
  EXPECT_EQ(serhost({"check", "a.toml"}, scratch.path()).status, 65);
  const auto both = serhost({"check", "a.toml", "--device", "cuda:99"}, scratch.path());
  EXPECT_EQ(both.status, 69) << both.err;
  EXPECT_NE(both.err.find("a.wav"), std::string::npos) << both.err;
  EXPECT_NE(both.err.find("cuda:99"), std::string::npos) << both.err;
}

TEST(Output, ThatCannotBeWrittenIsAnInputOutputError) {
  const Scratch scratch("full");
  EXPECT_EQ(end_to_end::run({"sh", "-c", end_to_end::quoted_program() + " list > /dev/full"},
                            scratch.path())
                .status,
            74);
}

TEST(Output, ThatIsLongerThanABufferEndsTheSameWay) {
  const Scratch scratch("full");
  // Written in the middle of the command, in the forms that commands write in.
  for (const std::string command : {"list", "--help", "describe --all-markdown", "list --json"}) {
    const auto whole =
        end_to_end::run({"sh", "-c", end_to_end::quoted_program() + " " + command}, scratch.path());
    ASSERT_EQ(whole.status, 0) << command;
    const auto full =
        end_to_end::run({"sh", "-c", end_to_end::quoted_program() + " " + command + " > /dev/full"},
                        scratch.path());
    EXPECT_EQ(full.status, 74) << command << full.err;
    EXPECT_EQ(full.err, "standard output cannot be written\n") << command;
  }
  const auto longest = serhost({"describe", "--all-markdown"}, scratch.path());
  EXPECT_GT(longest.out.size(), 8192u) << "too short to be written in the middle";
}

// Training starts itself again with this variable set (core/cli/waiting.hpp); nothing else does.
TEST(Start, AWordThatIsNotTheCommandDoesNotStartTheProgramAgain) {
  const Scratch scratch("start");
  for (const std::string word : {"run", "reproduce", "test-plugin", "a.toml"}) {
    const auto doctor = serhost({"doctor", "--log", word}, scratch.path(),
                                {{"GOMP_SPINCOUNT", ""}, {"OMP_WAIT_POLICY", ""}});
    EXPECT_EQ(doctor.status, 0) << doctor.err;
    EXPECT_EQ(doctor.out.find("GOMP_SPINCOUNT"), std::string::npos) << word;
  }
  const auto set = serhost({"doctor"}, scratch.path(), {{"GOMP_SPINCOUNT", "7"}});
  EXPECT_NE(set.out.find("GOMP_SPINCOUNT"), std::string::npos) << "doctor would not show it";
}

TEST(Plan, CountsFoldsClipsAndParameters) {
  const Scratch scratch("plan");
  scratch.write("a.toml", kTiny);
  const auto planned = serhost({"plan", "a.toml", "--json"}, scratch.path());
  ASSERT_EQ(planned.status, 0) << planned.err;
  const auto json = nlohmann::json::parse(planned.out);
  ASSERT_EQ(json["folds"].size(), 2u);
  const auto& fold = json["folds"][0];
  const int clips = 4 * 2 * 1 * 4;  // speakers x sentences x takes x emotions
  EXPECT_EQ(fold["train"]["clips"].get<int>() + fold["validation"]["clips"].get<int>() +
                fold["test"]["clips"].get<int>(),
            clips);
  EXPECT_GT(json["parameters"].get<int>(), 0);
  EXPECT_EQ(serhost({"plan", "a.toml"}, scratch.path()).status, 0);
}

TEST(DataStats, CountsIemocapAsPublished) {
  const Scratch scratch("iemocap");
  const auto tree = scratch.path() / "IEMOCAP";
  const auto made = end_to_end::run(
      {(end_to_end::environment_path("SERHOST_BUILD_DIR") / "tests" / "make_iemocap_tree").string(),
       tree.string()},
      scratch.path());
  ASSERT_EQ(made.status, 0) << made.err;
  const auto stats = serhost(
      {"data", "stats", (source() / "experiments" / "iemocap_lstm.toml").string(), "--json"},
      scratch.path(), {{"IEMOCAP_ROOT", tree.string()}});
  ASSERT_EQ(stats.status, 0) << stats.err;
  const auto json = nlohmann::json::parse(stats.out);
  EXPECT_EQ(json["clips"], 5531);
  EXPECT_EQ(json["classes"]["anger"], 1103);
  EXPECT_EQ(json["classes"]["happiness"], 1636);
  EXPECT_EQ(json["classes"]["sadness"], 1084);
  EXPECT_EQ(json["classes"]["neutral"], 1708);
}

TEST(Doctor, FindsNothingWrongHere) {
  const Scratch scratch("doctor");
  const auto doctor = serhost({"doctor"}, scratch.path());
  EXPECT_EQ(doctor.status, 0);
  EXPECT_NE(doctor.out.find("nothing is wrong"), std::string::npos) << doctor.out;
  EXPECT_EQ(nlohmann::json::parse(serhost({"doctor", "--json"}, scratch.path()).out)["problems"],
            0);
}

TEST(Doctor, ShowsARefusedPluginWithItsReason) {
  const Scratch scratch("refused");
  scratch.write("plugins/broken.so", "this is not a library");
  const auto doctor =
      serhost({"doctor", "--plugin-path", (scratch.path() / "plugins").string()}, scratch.path());
  EXPECT_EQ(doctor.status, 0);
  EXPECT_NE(doctor.out.find("it is not an ELF shared library"), std::string::npos) << doctor.out;
}
