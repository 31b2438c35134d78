// A pooling that declares a key in a file of its own (power_mean.cpp): it is read, checked,
// described and recorded, and no file of core names it.
#include <ATen/ops/rand.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "config/describe.hpp"
#include "config/load.hpp"
#include "config/pieces.hpp"
#include "host/registry.hpp"
#include "model/heads/mlp.hpp"

namespace serhost {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

class PoolingKeys : public ::testing::Test {
 protected:
  PoolingKeys() {
    host::PluginSearchPath places;
    places.folders = {fs::path(std::getenv("SERHOST_BUILD_DIR")) / "lib/serhost/plugins"};
    registry_ = std::make_unique<host::Registry>(host::Registry::discover(places));
    file_ = fs::temp_directory_path() /
            ("serhost-pooling-keys-" + std::to_string(::getpid()) + ".toml");
    write("{ name = \"power_mean\", power = 3 }");
  }
  ~PoolingKeys() override { fs::remove(file_); }

  void write(const std::string& pooling) const {
    std::ofstream(file_) << "[dataset]\nplugin = \"synthetic\"\nspeakers = 3\n"
                            "[backbone]\nplugin = \"lstm\"\n[head]\npooling = "
                         << pooling << "\n[loss]\nplugin = \"cross_entropy\"\n";
  }
  config::Experiment load(const std::vector<std::string>& overrides = {}) const {
    return config::load_or_throw(file_, overrides, *registry_);
  }
  std::string faults(const std::vector<std::string>& overrides) const {
    Faults faults;
    config::load(file_, overrides, *registry_, faults);
    return faults.text();
  }

  std::unique_ptr<host::Registry> registry_;
  fs::path file_;
};

TEST_F(PoolingKeys, DecideWhatTheHeadComputes) {
  Sequence frames;
  frames.values = at::rand({2, 4, 3});
  frames.lengths = at::tensor({4L, 2L});
  const auto pooled = [&](const std::vector<std::string>& overrides) {
    const auto head = load(overrides).head;
    model::Mlp mlp(head, 3, 2, {.output = false, .embedding = true});
    return mlp.forward(frames).embedding;
  };
  const auto cubes = frames.values[1].slice(0, 0, 2).pow(3).mean(0).pow(1.0 / 3.0);
  EXPECT_TRUE(pooled({})[1].allclose(cubes, 1e-5, 1e-6));
  EXPECT_TRUE(pooled({"head.pooling.power=1"})[0].allclose(frames.values[0].mean(0), 1e-5, 1e-6));
}

TEST_F(PoolingKeys, AreRecordedAndLoadToTheSameExperiment) {
  const auto e = load();
  EXPECT_THAT(e.resolved, HasSubstr("pooling = { name = \"power_mean\", power = 3.0 }\n"));
  std::ofstream(file_) << e.resolved;
  const auto again = load();
  EXPECT_EQ(again.resolved, e.resolved);
  EXPECT_EQ(again.experiment_hash, e.experiment_hash);
}

TEST_F(PoolingKeys, DecideTheHashOfTheExperiment) {
  const auto plain = load().experiment_hash;
  EXPECT_NE(load({"head.pooling.power=4"}).experiment_hash, plain);
  EXPECT_NE(load({"head.pooling=loudest"}).experiment_hash, plain);
  const auto defaults = load({"head.pooling=power_mean"});
  EXPECT_THAT(defaults.resolved, HasSubstr("pooling = { name = \"power_mean\", power = 2.0 }"));
  EXPECT_EQ(load({"head.pooling.power=2.0"}).experiment_hash, defaults.experiment_hash);
}

// By its name or in a table: what is recorded, and so what is hashed, is the same.
TEST_F(PoolingKeys, APoolingWithoutKeysMayBeATableToo) {
  write("{ name = \"attention\" }");
  const auto table = load();
  EXPECT_THAT(table.resolved, HasSubstr("pooling = \"attention\"\n"));
  write("\"attention\"");
  EXPECT_EQ(load().experiment_hash, table.experiment_hash);
}

TEST_F(PoolingKeys, AnOverrideReachesTheKeysOfOneThatIsNamed) {
  write("\"power_mean\"");
  EXPECT_THAT(load({"head.pooling.power=5"}).resolved,
              HasSubstr("pooling = { name = \"power_mean\", power = 5.0 }"));
}

TEST_F(PoolingKeys, OfWrongTypesRangesAndNamesAreFaultsWithTheirPlaces) {
  EXPECT_EQ(faults({"head.pooling.power=0"}),
            "-s: head.pooling.power: found 0, but must be a number above 0");
  EXPECT_EQ(faults({"head.pooling.power=200"}),
            "-s: head.pooling.power: found 200, but must be at most 100, or frames overflow");
  EXPECT_THAT(faults({"head.pooling.pover=2"}),
              HasSubstr("unknown key 'pover' in [head.pooling]. Did you mean 'power'?"));
  EXPECT_EQ(faults({"head.pooling={name = \"attention\", power = 2}"}),
            "-s: head.pooling.power: attention does not use it, only power_mean does");
  write("{ name = \"power_man\" }");
  EXPECT_THAT(faults({}), HasSubstr(":7:20: head.pooling.name: found the string \"power_man\""));
}

TEST_F(PoolingKeys, AreDescribed) {
  EXPECT_EQ(config::describe_text(*config::find_piece("pooling", "power_mean")),
            "power_mean (pooling) - power mean of the frames' magnitudes\n"
            "built in\n"
            "\n"
            "  power   real   2.0   above 0   1: mean of the magnitudes\n");
}

}  // namespace
}  // namespace serhost
