// What the scripts decide before they build.
#include <gtest/gtest.h>

#include "end_to_end/process.hpp"

using end_to_end::environment_path;
using end_to_end::Finished;
using end_to_end::Scratch;

namespace {

std::string script(const std::string& name) {
  return (environment_path("SERHOST_SOURCE_DIR") / "scripts" / name).string();
}

std::string named(const Scratch& scratch, std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), {"bash", script("named_plugins.sh")});
  const auto finished = end_to_end::run(arguments, scratch.path());
  EXPECT_EQ(finished.status, 0) << finished.err;
  return finished.out;
}

TEST(NamedPlugins, AreThoseOfTheQuickstart) {
  const Scratch scratch("named");
  const auto file = environment_path("SERHOST_SOURCE_DIR") / "experiments" / "quickstart.toml";
  EXPECT_EQ(named(scratch, {file.string()}), "lstm\nsynthetic\ncross_entropy\n");
}

TEST(NamedPlugins, ComeFromWhatIsExtendedAndFromOptions) {
  const Scratch scratch("named-extended");
  scratch.write("base.toml", "[backbone]\nplugin = 'vggish' # not lstm\n");
  scratch.write("below/child.toml",
                "extends = \"../base.toml\"\n[dataset]\nplugin = \"mylab/emodb\"\n");
  EXPECT_EQ(named(scratch, {"below/child.toml", "-s", "loss.plugin=focal"}),
            "vggish\nemodb\nfocal\n");
}

TEST(NamedPlugins, EndWhereFilesExtendEachOther) {
  const Scratch scratch("named-circle");
  scratch.write("a.toml", "extends = \"b.toml\"\nplugin = \"ccc\"\n");
  scratch.write("b.toml", "extends = \"a.toml\"\n");
  EXPECT_EQ(named(scratch, {"a.toml"}), "ccc\n");
}

/// `forget_other_checkout build` of scripts/setup.sh, where `build` was configured for `home`.
Finished forget(const Scratch& scratch, const std::string& home) {
  scratch.write("build/CMakeCache.txt", "CMAKE_HOME_DIRECTORY:INTERNAL=" + home + "\n");
  scratch.write("build/.ninja_log", "");
  scratch.write("build/ccache/kept", "");
  return end_to_end::run(
      {"bash", "-c", "source \"$1\" && forget_other_checkout build", "bash", script("setup.sh")},
      scratch.path());
}

TEST(AMovedCheckout, IsConfiguredAnewAndKeepsWhatWasCompiled) {
  const Scratch scratch("moved");
  const auto finished = forget(scratch, "/elsewhere/with a blank");
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_NE(finished.err.find("made for /elsewhere/with a blank"), std::string::npos)
      << finished.err;
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "build" / "CMakeCache.txt"));
  EXPECT_FALSE(std::filesystem::exists(scratch.path() / "build" / ".ninja_log"));
  EXPECT_TRUE(std::filesystem::exists(scratch.path() / "build" / "ccache" / "kept"));
}

TEST(AMovedCheckout, IsNotSeenWhereNothingMoved) {
  const Scratch scratch("unmoved");
  const auto finished =
      forget(scratch, std::filesystem::canonical(environment_path("SERHOST_SOURCE_DIR")).string());
  EXPECT_EQ(finished.status, 0) << finished.err;
  EXPECT_EQ(finished.err, "");
  EXPECT_TRUE(std::filesystem::exists(scratch.path() / "build" / "CMakeCache.txt"));
}

/// `scripts/package.sh ARGUMENTS` with this LibTorch.
Finished package(const Scratch& scratch, const std::string& torch,
                 std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(),
                   {"env", "SERHOST_TORCH=" + torch, "bash", script("package.sh")});
  return end_to_end::run(arguments, scratch.path());
}

TEST(APackageForCuda, NeedsALibTorchForIt) {
  const Scratch scratch("cuda");
  std::filesystem::create_directories(scratch.path() / "torch/include/torch");
  const auto torch = (scratch.path() / "torch").string();
  const auto finished = package(scratch, torch, {"wheel", "--preset", "cuda"});
  EXPECT_EQ(finished.status, 69) << finished.err;
  EXPECT_NE(finished.err.find("is a CPU build of LibTorch"), std::string::npos) << finished.err;
  EXPECT_EQ(package(scratch, torch, {"tarball", "--preset", "cuda"}).status, 64);
  const auto other = package(scratch, torch, {"wheel", "--preset", "cudo"});
  EXPECT_EQ(other.status, 69);
  EXPECT_NE(other.err.find("no preset 'cudo'"), std::string::npos) << other.err;
}

}  // namespace
