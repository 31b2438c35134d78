// The keys that a protocol and a schedule declare in files of their own (modulo.cpp, staircase.cpp)
// are checked, described and recorded as the host's are: no file of core names them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "app/comparability_signature.hpp"
#include "config/describe.hpp"
#include "config/load.hpp"
#include "config/pieces.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "host/registry.hpp"
#include "train/schedule.hpp"

namespace serhost {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kExperiment = R"([dataset]
plugin = "synthetic"
speakers = 3
sentences = 2
takes = 1
emotions = ["anger", "sadness"]
[protocol]
name = "modulo"
modulus = 3
validation = { from = "none" }
[backbone]
plugin = "lstm"
[loss]
plugin = "cross_entropy"
[train]
schedule = { name = "staircase", floor = 0.2 }
)";

class OwnKeys : public ::testing::Test {
 protected:
  OwnKeys() {
    host::PluginSearchPath places;
    places.folders = {fs::path(std::getenv("SERHOST_BUILD_DIR")) / "lib/serhost/plugins"};
    registry_ = std::make_unique<host::Registry>(host::Registry::discover(places));
    file_ =
        fs::temp_directory_path() / ("serhost-own-keys-" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file_) << kExperiment;
  }
  ~OwnKeys() override { fs::remove(file_); }

  config::Experiment load(const std::vector<std::string>& overrides = {}) const {
    return config::load_or_throw(file_, overrides, *registry_);
  }
  std::string faults(const std::vector<std::string>& overrides) const {
    Faults faults;
    config::load(file_, overrides, *registry_, faults);
    return faults.text();
  }
  app::Prepared prepared(const std::vector<std::string>& overrides = {}) const {
    app::Prepared out{host::Registry::discover(host::PluginSearchPath{}), load(overrides), {}, {}};
    Faults faults;
    out.manifest = data::build_manifest(out.experiment, *registry_, faults);
    out.folds = {data::make_folds(out.manifest, out.experiment.protocol, 0, faults)};
    faults.throw_if_any();
    return out;
  }

  std::unique_ptr<host::Registry> registry_;
  fs::path file_;
};

TEST_F(OwnKeys, DecideWhatIsDrawnAndHowFast) {
  const auto drawn = prepared();
  ASSERT_EQ(drawn.folds[0].folds.size(), 3u);
  EXPECT_EQ(drawn.folds[0].folds[2].name, "remainder 2");
  EXPECT_EQ(drawn.folds[0].folds[2].test, (std::vector<std::size_t>{2, 5, 8, 11}));
  const auto schedule = train::make_schedule(load().train.schedule);
  EXPECT_DOUBLE_EQ(schedule->learning_rate(0.01, 0.01, {0, 9, 1}), 0.005);
  EXPECT_DOUBLE_EQ(schedule->learning_rate(0.01, 0.01, {0, 9, 5}), 0.002);
}

TEST_F(OwnKeys, HaveTheirDefaultsWhereTheyAreLeftOut) {
  const auto e = load({"protocol={name = \"modulo\"}", "train.schedule={name = \"staircase\"}"});
  EXPECT_THAT(e.resolved, HasSubstr("\nmodulus = 2\n"));
  EXPECT_THAT(e.resolved,
              HasSubstr("schedule = { name = \"staircase\", step = 0.5, floor = 0.1 }\n"));
}

TEST_F(OwnKeys, AreWrittenDownAndLoadToTheSameExperiment) {
  const auto e = load();
  EXPECT_THAT(e.resolved, HasSubstr("\nmodulus = 3\n"));
  EXPECT_THAT(e.resolved,
              HasSubstr("schedule = { name = \"staircase\", step = 0.5, floor = 0.2 }\n"));
  std::ofstream(file_) << e.resolved;
  const auto again = load();
  EXPECT_EQ(again.experiment_hash, e.experiment_hash);
  EXPECT_EQ(again.resolved, e.resolved);
}

TEST_F(OwnKeys, DecideTheHashOfTheExperiment) {
  const auto plain = load().experiment_hash;
  EXPECT_NE(load({"protocol.modulus=4"}).experiment_hash, plain);
  EXPECT_NE(load({"train.schedule.floor=0.3"}).experiment_hash, plain);
  EXPECT_EQ(load({"train.schedule.step=0.5"}).experiment_hash,
            plain);  // the default, written out
}

// A schedule is what runs may differ in, and so no part of it; folds of other clips are.
TEST_F(OwnKeys, OfTheProtocolDecideWithWhatTheResultMayBeCompared) {
  const auto signature = [&](const std::vector<std::string>& overrides) {
    return app::comparability_signature(prepared(overrides), {});
  };
  const auto plain = signature({});
  const auto other = run::differences(plain, signature({"protocol.modulus=4"}));
  ASSERT_EQ(other.size(), 1u);
  EXPECT_EQ(other[0].field, "folds");
  EXPECT_TRUE(run::differences(plain, signature({"train.schedule.floor=0.3"})).empty());
}

TEST_F(OwnKeys, OfWrongTypesRangesAndNamesAreFaultsWithTheirPlaces) {
  EXPECT_EQ(faults({"protocol.modulus=1"}),
            "-s: protocol.modulus: found 1, but must be a whole number of at "
            "least 2");
  EXPECT_EQ(faults({"protocol.modulus='three'"}),
            "-s: protocol.modulus: found the string \"three\", but must be a "
            "whole number of at "
            "least 2");
  EXPECT_THAT(faults({"protocol.modulos=3"}),
              HasSubstr("unknown key 'modulos' in [protocol]. Did you mean 'modulus'?"));
  EXPECT_EQ(faults({"train.schedule.floor=2"}),
            "-s: train.schedule.floor: found 2, but must be a number from 0 to 1");
  EXPECT_EQ(faults({"train.schedule.floor=0.9"}),
            "-s: train.schedule.floor: found 0.9, but must be at most step");
  EXPECT_EQ(faults({"train.schedule.warmup=3"}),
            "-s: train.schedule.warmup: staircase does not use it, only "
            "constant, linear, cosine do");
  EXPECT_EQ(faults({"train.schedule={name = \"linear\", floor = 0.2}"}),
            "-s: train.schedule.floor: linear does not use it, only staircase does");
  std::ofstream(file_) << std::string(kExperiment)
                              .replace(std::string(kExperiment).find("modulus = 3"), 11,
                                       "modulus = 0");
  EXPECT_EQ(faults({}), file_.string() +
                            ":9:11: protocol.modulus: found 0, but must be a whole number of at "
                            "least 2");
}

// It may come from a parent file.
TEST_F(OwnKeys, OfAnotherProtocolHaveNoEffect) {
  const auto e = load({"protocol.name=holdout"});
  EXPECT_THAT(e.resolved, ::testing::Not(HasSubstr("modulus")));
}

TEST_F(OwnKeys, AreDescribed) {
  EXPECT_EQ(config::describe_text(*config::find_piece("protocol", "modulo")),
            "modulo (protocol) - clips by the remainder of their number\n"
            "built in\n"
            "\n"
            "  modulus   integer   2   2 or more   number of folds\n");
  const auto json = config::describe_json(*config::find_piece("schedule", "staircase"));
  EXPECT_EQ(json["parameters"][1]["name"], "floor");
  EXPECT_EQ(json["parameters"][1]["default"], 0.1);
  EXPECT_EQ(json["parameters"][1]["maximum"], 1.0);
}

}  // namespace
}  // namespace serhost
