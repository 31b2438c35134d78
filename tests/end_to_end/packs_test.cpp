// Two labs, each with its own home and its own serhost: one packs and signs a loss, the other
// trusts its key and gets the same predictions. The project's own CMakeLists.txt only lays out a
// plugin that was compiled with this test, so that a build takes no time; two_labs_test compiles.
// The commands are those of docs/share-a-pack.md, which packs_kept_test compares.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "end_to_end/labs.hpp"

namespace {

using end_to_end::edit;
using end_to_end::for_another_libtorch;
using end_to_end::kPack;
using end_to_end::Lab;
using end_to_end::Labs;
using end_to_end::LightLab;
using end_to_end::Scratch;
using end_to_end::slurp;
using testing::HasSubstr;
namespace fs = std::filesystem;
namespace pack = serhost::pack;

}  // namespace

// Before a lock lies beside the experiment, which would be packed too.
TEST_F(Labs, MakeTheSamePackAgainAndTheSameContentWithABinary) {
  const auto first = slurp(a().work() / kPack);
  ASSERT_RUNS(a()("serhost pack create calm_loss -o again.serpack"));
  EXPECT_TRUE(slurp(a().work() / "again.serpack") == first);
  const auto key = secret_of_a().public_key();
  EXPECT_EQ(pack::read_pack(first, "x", {{"a", key}}).content,
            pack::read_pack(slurp(a().work() / "with_binary.serpack"), "x", {{"a", key}}).content);
}

// In the order of the page.
TEST_F(Labs, GetTheSamePredictionsBitForBit) {
  ASSERT_RUNS(a()("serhost pack install calm_loss-0.1.0.serpack"));
  ASSERT_RUNS(a()("serhost pack lock calm_loss/experiment.toml"));
  ASSERT_RUNS(a()("serhost run calm_loss/experiment.toml --locked"));
  ASSERT_RUNS(a()("serhost bundle runs/calm_loss"));

  give(kPack);
  fs::create_directories(b().work() / "calm_loss");
  for (const auto* name : {"experiment.toml", "serhost.lock"})
    fs::copy_file(a().work() / "calm_loss" / name, b().work() / "calm_loss" / name);
  EXPECT_EQ(b()("serhost check calm_loss/experiment.toml").status,
            69);  // there is no such loss yet

  const auto unknown = b()("serhost pack install calm_loss-0.1.0.serpack");
  EXPECT_EQ(unknown.status, 77);
  EXPECT_THAT(
      unknown.err,
      HasSubstr("which is not trusted here. If you know whose it is: serhost pack key trust"));
  EXPECT_FALSE(fs::exists(b().packs()));
  fs::copy_file(a().keys() / "lab_a.pub", b().work() / "lab_a.pub");
  ASSERT_RUNS(b()("serhost pack key trust lab_a.pub"));
  ASSERT_RUNS(b()("serhost pack verify calm_loss-0.1.0.serpack"));
  const auto shown = b()("serhost pack show calm_loss-0.1.0.serpack");
  EXPECT_THAT(shown.out, HasSubstr("license    MIT\n"));
  EXPECT_THAT(
      shown.out,
      HasSubstr(
          "  loss calm_loss - cross-entropy with a penalty on confident predictions\n    beta "));
  const auto installed = b()("serhost pack install calm_loss-0.1.0.serpack");
  ASSERT_EQ(installed.status, 0) << installed.err;
  EXPECT_EQ(installed.out, "calm_loss 0.1.0 is installed, built from source: loss/calm_loss\n");
  EXPECT_EQ(installed.err, "calm_loss 0.1.0: it holds no binary; building it from its sources" +
                               end_to_end::confinement());
  EXPECT_THAT(b()("serhost pack list").out,
              HasSubstr("calm_loss 0.1.0: loss/calm_loss\n  built from source, signed by key "));

  ASSERT_RUNS(b()("serhost run calm_loss/experiment.toml --locked"));
  EXPECT_EQ(slurp(a().work() / "runs/calm_loss/predictions.csv"),
            slurp(b().work() / "runs/calm_loss/predictions.csv"));
  EXPECT_GT(slurp(b().work() / "runs/calm_loss/predictions.csv").size(), 300u);

  const auto other = b()(
      "serhost run calm_loss/experiment.toml --locked --out runs/other -s loss={plugin=\"focal\"}");
  EXPECT_EQ(other.status, 77);
  EXPECT_THAT(other.err, HasSubstr("serhost.lock does not allow this run:\n  the loss 'focal'"));
  EXPECT_FALSE(fs::exists(b().work() / "runs/other"));
}

TEST_F(Labs, RunLockedWithNothingElse) {
  const auto project = a().work() / "calm_loss";
  ASSERT_RUNS(a()("serhost pack install calm_loss-0.1.0.serpack"));
  ASSERT_RUNS(a()("serhost pack lock calm_loss/experiment.toml"));
  const auto from_file =
      a()("serhost run calm_loss/experiment.toml --locked --out runs/file --plugin-path "
          "calm_loss/build/lib/serhost/plugins");
  EXPECT_EQ(from_file.status, 77);
  EXPECT_THAT(from_file.err, HasSubstr("the loss 'calm_loss' is version 1.0.0 from a file"));
  EXPECT_FALSE(fs::exists(a().work() / "runs/file"));
  const auto plugin = a().packs() / "calm_loss/lib/serhost/plugins/calm_loss.so";
  const auto bytes = slurp(plugin);
  serhost::replace_file(plugin, bytes + "x");
  const auto changed = a()("serhost run calm_loss/experiment.toml --locked --out runs/file");
  EXPECT_EQ(changed.status, 77) << changed.err;
  EXPECT_THAT(changed.err, HasSubstr("changed since it was installed"));
  serhost::replace_file(plugin, bytes);
  fs::rename(project / "serhost.lock", project / "away.lock");
  const auto none = a()("serhost run calm_loss/experiment.toml --locked --out runs/file");
  EXPECT_EQ(none.status, 66);
  EXPECT_THAT(none.err, HasSubstr("write it with serhost pack lock"));
  fs::rename(project / "away.lock", project / "serhost.lock");
}

TEST_F(Labs, RunABundleAgainAndCompare) {
  const LightLab c(scratch_->path() / "c");
  if (!fs::exists(a().work() / "calm_loss.serbundle")) {
    ASSERT_RUNS(a()("serhost pack install calm_loss-0.1.0.serpack"));
    ASSERT_RUNS(a()("serhost run calm_loss/experiment.toml"));
    ASSERT_RUNS(a()("serhost bundle runs/calm_loss"));
  }
  fs::copy_file(a().work() / "calm_loss.serbundle", c.work() / "calm_loss.serbundle");
  EXPECT_EQ(c("serhost reproduce calm_loss.serbundle").status, 77);  // nobody trusts lab A yet
  ASSERT_RUNS(c("serhost pack key trust " + public_key_ + " --name lab_a"));
  const auto done = c("serhost reproduce calm_loss.serbundle");
  EXPECT_EQ(done.status, 0) << done.out << done.err;
  EXPECT_THAT(done.out, HasSubstr("predictions   the same, bit for bit\n"));
  const auto other = c("serhost reproduce calm_loss.serbundle --out other -s dataset.speakers=7");
  EXPECT_EQ(other.status, 1) << other.err;
  EXPECT_THAT(other.err, HasSubstr("the data differ from those of the original run:"));
}

TEST_F(Labs, ShareBinariesAndRebuildThoseOfAnotherLibTorch) {
  give("with_binary.serpack");
  ASSERT_RUNS(b()("serhost pack key trust " + public_key_ + " --name lab_a"));
  const auto same = b()("serhost pack install with_binary.serpack");
  ASSERT_EQ(same.status, 0) << same.err;
  EXPECT_EQ(same.out, "calm_loss 0.1.0 is installed, binary by lab_a: loss/calm_loss\n");
  serhost::replace_file(
      b().work() / "other.serpack",
      for_another_libtorch(slurp(b().work() / "with_binary.serpack"), secret_of_a()));
  const auto rebuilt = b()("serhost pack install other.serpack");
  ASSERT_EQ(rebuilt.status, 0) << rebuilt.err;
  EXPECT_EQ(rebuilt.out, "calm_loss 0.1.0 is installed, built from source: loss/calm_loss\n");
  EXPECT_THAT(
      rebuilt.err,
      HasSubstr("calm_loss 0.1.0: its binary was built with libtorch 2.99.0, this host has "));
  EXPECT_EQ(std::count(rebuilt.err.begin(), rebuilt.err.end(), '\n'), 1);
}

TEST_F(Labs, AgreeWithMinisign) {
  if (std::system("minisign -v >/dev/null 2>&1") != 0)
    GTEST_SKIP() << "the program minisign is not installed";
  const auto folder = a().work() / "outer";
  fs::create_directories(folder);
  ASSERT_RUNS(end_to_end::run({"tar", "-xf", (a().work() / kPack).string()}, folder));
  ASSERT_RUNS(
      end_to_end::run({"minisign", "-V", "-P", public_key_, "-m", "payload.tar.zst"}, folder));
  ASSERT_RUNS(
      end_to_end::run({"minisign", "-G", "-W", "-p", "theirs.pub", "-s", "theirs.key"}, folder));
  ASSERT_RUNS(
      end_to_end::run({"minisign", "-S", "-s", "theirs.key", "-m", "payload.tar.zst"}, folder));
  serhost::replace_file(b().work() / "theirs.serpack",
                        pack::write_ustar({{pack::kPayload, false, slurp(folder / pack::kPayload)},
                                           {pack::kPayloadSignature, false,
                                            slurp(folder / pack::kPayloadSignature)}}));
  fs::copy_file(folder / "theirs.pub", b().work() / "theirs.pub",
                fs::copy_options::overwrite_existing);
  EXPECT_EQ(b()("serhost pack verify theirs.serpack").status, 77);
  ASSERT_RUNS(b()("serhost pack key trust theirs.pub"));
  EXPECT_THAT(b()("serhost pack verify theirs.serpack").out, HasSubstr("(theirs)"));
  ASSERT_RUNS(b()("serhost pack key revoke theirs"));
  EXPECT_EQ(b()("serhost pack verify theirs.serpack").status, 77);
}

// The real thing, at moments spread over a whole installation; tests/core/pack tries every change
// of the disk.
TEST_F(Labs, KeepTheOldPackOrHaveTheNewOneAfterAKill) {
  give("with_binary.serpack");
  ASSERT_RUNS(b()("serhost pack key trust " + public_key_ + " --name lab_a"));
  const auto begin = std::chrono::steady_clock::now();
  ASSERT_RUNS(b()("serhost pack install with_binary.serpack"));
  const auto whole = std::chrono::steady_clock::now() - begin;
  for (int part = 1; part <= 3; ++part) {
    if (part == 2)
      ASSERT_RUNS(b()("serhost pack remove calm_loss"));  // from here on the old state is none
    const auto child =
        end_to_end::start({b().program(), "pack", "install", "with_binary.serpack"}, b().work(),
                          scratch_->path() / "out", scratch_->path() / "err", b().environment());
    std::this_thread::sleep_for(whole * part / 4);
    ::kill(child, SIGKILL);
    end_to_end::status_of(child);
    const auto listed = nlohmann::json::parse(b()("serhost pack list --json").out);
    if (part < 2) { EXPECT_EQ(listed.size(), 1u); }
    for (const auto& each : listed) {
      EXPECT_EQ(each["name"], "calm_loss");
      EXPECT_TRUE(each["changed"].empty());
      EXPECT_EQ(b()("serhost describe loss calm_loss").status, 0);
    }
  }
  ASSERT_RUNS(b()("serhost pack install with_binary.serpack"));
  const auto entries = std::distance(fs::directory_iterator(b().packs()), fs::directory_iterator());
  EXPECT_EQ(entries, 2);  // the pack and the lock
}
