// The feature cache seen from outside: the same results with and without it, over runs, after
// damage; and its commands.
#include <gtest/gtest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"

namespace fs = std::filesystem;
using end_to_end::Environment;
using end_to_end::Scratch;
using end_to_end::slurp;

namespace {

/// A frozen, random VGGish of small width under a head that learns.
const std::string kFrozen = R"(name = "frozen"
[dataset]
plugin = "synthetic"
speakers = 4
sentences = 2
takes = 1
[protocol]
name = "k-fold"
k = 2
[backbone]
plugin = "vggish"
width = 0.05
freeze = "features"
[head]
hidden = [8]
[loss]
plugin = "cross_entropy"
[train]
epochs = 2
batch_size = 4
accumulate = 2
optimizer = { name = "adam", lr = 0.01 }
)";

class Cache : public testing::Test {
 protected:
  Cache() : scratch_("cache") { scratch_.write("frozen.toml", kFrozen); }

  /// predictions.csv of a run of its own.
  std::string run(const std::string& out, Environment environment = {},
                  std::vector<std::string> more = {}) {
    environment.insert({"SERHOST_CACHE_DIR", (scratch_.path() / "cache").string()});
    more.insert(more.begin(), {"run", "frozen.toml", "--out", out});
    const auto finished = end_to_end::serhost(more, scratch_.path(), environment);
    EXPECT_EQ(finished.status, 0) << finished.err;
    const auto record =
        nlohmann::json::parse(slurp(scratch_.path() / out / "run.json"), nullptr, false);
    notes_ = record["notes"].dump();
    across_threads_ = record["determinism"]["why"].get<std::string>();
    return slurp(scratch_.path() / out / "predictions.csv");
  }
  std::vector<fs::path> files() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::recursive_directory_iterator(scratch_.path() / "cache")) {
      if (entry.path().extension() == ".features") out.push_back(entry.path());
    }
    return out;
  }
  nlohmann::json shown() const {
    const auto shown =
        end_to_end::serhost({"cache", "show", "--json"}, scratch_.path(),
                            {{"SERHOST_CACHE_DIR", (scratch_.path() / "cache").string()}});
    EXPECT_EQ(shown.status, 0) << shown.err;
    return nlohmann::json::parse(shown.out, nullptr, false);
  }

  Scratch scratch_;
  std::string notes_, across_threads_;
};

}  // namespace

TEST_F(Cache, ChangesNoBitOfAResultAndIsUsedByTheNextRun) {
  const auto without = run("without", {{"SERHOST_CACHE", "off"}});
  EXPECT_NE(notes_.find("SERHOST_CACHE=off"), std::string::npos) << notes_;
  EXPECT_FALSE(fs::exists(scratch_.path() / "cache"));
  ASSERT_FALSE(without.empty());
  EXPECT_EQ(run("first"), without);
  EXPECT_NE(notes_.find("cached on the disk"), std::string::npos) << notes_;
  const auto computed = files().size();
  EXPECT_EQ(computed, 2u) << "of the step that is compared across threads, and of the other clips";
  const auto shelf = shown();
  ASSERT_EQ(shelf["entries"].size(), 1u);
  EXPECT_EQ(shelf["entries"][0]["of"], "vggish, stages 2");
  EXPECT_EQ(run("second"), without);
  EXPECT_EQ(files().size(), computed) << "the second run computed nothing";
  EXPECT_EQ(run("memory", {{"SERHOST_CACHE", "memory"}}), without);
  EXPECT_EQ(run("one-thread", {}, {"--threads", "1"}).empty(), false);
  EXPECT_EQ(files().size(), computed) << "what is cached does not depend on the number of threads";

  {
    std::fstream file(files().at(0), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(1000);
    file.put('\x7f');
  }
  EXPECT_EQ(run("damaged"), without);
  EXPECT_EQ(files().size(), computed + 1) << "the clip that was damaged has been computed again";

  const auto cleared =
      end_to_end::serhost({"cache", "clear"}, scratch_.path(),
                          {{"SERHOST_CACHE_DIR", (scratch_.path() / "cache").string()}});
  EXPECT_EQ(cleared.status, 0) << cleared.err;
  EXPECT_TRUE(shown()["entries"].empty());
}

TEST_F(Cache, IsNotThatOfAPluginWhoseOwnDataHaveChanged) {
  fs::create_directories(scratch_.path() / "plugins");
  fs::copy_file(end_to_end::environment_path("SERHOST_BUILD_DIR") / "lib/serhost/plugins/vggish.so",
                scratch_.path() / "plugins/vggish.so");
  run("first", {}, {"--plugin-path", "plugins"});
  const auto one = files().size();
  EXPECT_GT(one, 0u);
  scratch_.write("plugins/vggish/table.csv", "1");
  run("second", {}, {"--plugin-path", "plugins"});
  EXPECT_EQ(files().size(), 2 * one);
}

TEST_F(Cache, IsOffForRandomCropsAndOverItsBound) {
  run("crops", {}, {"-s", "train.max_seconds=0.5", "-s", "train.epochs=1"});
  EXPECT_NE(notes_.find("train.max_seconds"), std::string::npos) << notes_;
  EXPECT_FALSE(fs::exists(scratch_.path() / "cache"));
  EXPECT_EQ(end_to_end::serhost({"plan", "frozen.toml"}, scratch_.path(),
                                {{"SERHOST_CACHE", "sometimes"}})
                .status,
            64);
  EXPECT_EQ(end_to_end::serhost({"cache", "clear", "00"}, scratch_.path(),
                                {{"SERHOST_CACHE_DIR", (scratch_.path() / "cache").string()}})
                .status,
            66);
  EXPECT_EQ(end_to_end::serhost({"cache", "shoe"}, scratch_.path()).status, 64);
}
