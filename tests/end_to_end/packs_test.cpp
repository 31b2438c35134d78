// Two labs, each with its own home and its own serhost: one packs and signs a loss, the other
// trusts its key and gets the same predictions. The project's own CMakeLists.txt only lays out a
// plugin that was compiled with this test, so that a build takes no time; two_labs_test compiles.
// The commands are those of docs/share-a-pack.md, which the last test compares.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "end_to_end/lab.hpp"
#include "pack/bundle.hpp"

namespace {

using end_to_end::edit;
using end_to_end::for_another_libtorch;
using end_to_end::Lab;
using end_to_end::Scratch;
using end_to_end::slurp;
using testing::HasSubstr;
namespace fs = std::filesystem;
namespace pack = serhost::pack;

/// A lab whose serhost is the program, its package file and the few plugins that are named here:
/// enough for a project that compiles nothing, and each further plugin would be looked into in each
/// lab.
class LightLab : public Lab {
 public:
  explicit LightLab(const fs::path& folder) : Lab(folder) {
    const auto build = end_to_end::environment_path("SERHOST_BUILD_DIR");
    for (const auto* part : {"bin/serhost", "lib/cmake/serhost", "lib/serhost/plugins/synthetic.so",
                             "lib/serhost/plugins/lstm.so", "lib/serhost/plugins/focal.so"}) {
      fs::create_directories((prefix() / part).parent_path());
      fs::copy(build / part, prefix() / part, fs::copy_options::recursive);
    }
  }
};

/// Lays out a plugin that is there already.
constexpr const char* kBuild = R"(cmake_minimum_required(VERSION 3.25)
project(calm_loss VERSION 0.1.0 LANGUAGES NONE)
enable_testing()
add_test(NAME nothing COMMAND ${CMAKE_COMMAND} -E true)
file(COPY calm_loss.so DESTINATION ${PROJECT_BINARY_DIR}/lib/serhost/plugins)
install(FILES calm_loss.so DESTINATION lib/serhost/plugins COMPONENT runtime)
)";

class Labs : public testing::Test {
 protected:
  /// Both labs, and lab A's pack; made once, for building takes its time.
  static void SetUpTestSuite() {
    scratch_ = new Scratch("labs");
    a_ = new LightLab(scratch_->path() / "a");
    b_ = new LightLab(scratch_->path() / "b");
    write_and_pack();
  }
  static void TearDownTestSuite() {
    delete a_;
    delete b_;
    delete scratch_;
  }

  static void write_and_pack() {
    const auto project = a().work() / "calm_loss";
    ASSERT_RUNS(a()("serhost new loss calm_loss"));
    serhost::replace_file(project / "CMakeLists.txt", kBuild);
    fs::copy_file(fs::path(SERHOST_CALM_LOSS_FOLDER) / "calm_loss.so", project / "calm_loss.so");
    edit(project / "experiment.toml", "epochs     = 5", "epochs     = 1\nmax_clips  = 40");
    edit(project / "experiment.toml", "name = \"k-fold\"\nk    = 3", "name = \"holdout\"");
    const auto incomplete = a()("serhost pack create calm_loss");
    EXPECT_EQ(incomplete.status, 78);
    EXPECT_THAT(incomplete.err, HasSubstr("authors: nobody is named"));
    EXPECT_THAT(incomplete.err, HasSubstr("license: it is empty"));
    edit(project / "pack.toml", "authors  = []", "authors  = [\"Ada Author\"]");
    edit(project / "pack.toml", "license  = \"\"", "license  = \"MIT\"");
    EXPECT_EQ(a()("serhost pack create calm_loss").status, 66);  // no key yet
    const auto key = a()("serhost pack key new lab_a");
    ASSERT_EQ(key.status, 0) << key.err;
    public_key_ = key.out.substr(0, key.out.find('\n'));
    ASSERT_RUNS(a()("serhost pack create calm_loss"));
    ASSERT_RUNS(a()("serhost pack create calm_loss --binary -o with_binary.serpack"));
    ready_ = true;
  }

  void SetUp() override { ASSERT_TRUE(ready_) << "lab A could not make its pack"; }

  static const Lab& a() { return *a_; }
  static const Lab& b() { return *b_; }
  static void give(const fs::path& name) {
    fs::copy_file(a().work() / name, b().work() / name.filename(),
                  fs::copy_options::overwrite_existing);
  }
  static pack::SecretKey secret_of_a() {
    return pack::SecretKey::parse(slurp(a().keys() / "lab_a.key"), {}, "lab_a.key");
  }

  inline static const Scratch* scratch_ = nullptr;
  inline static const LightLab *a_ = nullptr, *b_ = nullptr;
  inline static std::string public_key_;
  inline static bool ready_ = false;
};

constexpr const char* kPack = "calm_loss-0.1.0.serpack";

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

TEST_F(Labs, RefuseNamesThatAreTaken) {
  const auto key = secret_of_a();
  ASSERT_RUNS(b()("serhost pack key trust " + public_key_ + " --name lab_a"));
  auto read = pack::read_pack(slurp(a().work() / kPack), "x", {{"a", key.public_key()}});
  std::erase_if(read.files, [](const auto& file) { return file.path == pack::kManifest; });
  read.manifest.name = "thief";
  read.manifest.components[0].name = "focal";
  serhost::replace_file(b().work() / "thief.serpack",
                        pack::write_pack(read.manifest, read.files, &key));
  const auto bundled = b()("serhost pack install thief.serpack");
  EXPECT_EQ(bundled.status, 77);
  EXPECT_THAT(bundled.err, HasSubstr("thief 0.1.0 is refused: its loss 'focal' has the name of one "
                                     "that is there already, from "));
  EXPECT_THAT(bundled.err, HasSubstr("/lib/serhost/plugins/focal.so"));
  give("with_binary.serpack");
  ASSERT_RUNS(b()("serhost pack install with_binary.serpack"));
  read.manifest.components[0].name = "calm_loss";
  serhost::replace_file(b().work() / "thief.serpack",
                        pack::write_pack(read.manifest, read.files, &key));
  EXPECT_THAT(b()("serhost pack install thief.serpack").err,
              HasSubstr("packs/calm_loss/lib/serhost/plugins/calm_loss.so"));
}

TEST_F(Labs, MirrorWhatALockListsForAMachineWithoutTheNetwork) {
  ASSERT_RUNS(a()("serhost pack install calm_loss-0.1.0.serpack"));
  ASSERT_RUNS(a()("serhost pack lock calm_loss/experiment.toml"));
  ASSERT_RUNS(a()("serhost pack mirror calm_loss/serhost.lock --out mirror"));
  EXPECT_EQ(slurp(a().work() / "mirror" / kPack), slurp(a().work() / kPack));
  const LightLab d(scratch_->path() / "d");
  ASSERT_RUNS(d("serhost pack key trust " + public_key_ + " --name lab_a"));
  fs::copy_file(a().work() / "with_binary.serpack", d.work() / "with_binary.serpack");
  fs::copy_file(a().work() / "calm_loss/serhost.lock", d.work() / "serhost.lock");
  ASSERT_RUNS(d("serhost pack install with_binary.serpack --trust pinned --lock serhost.lock"));
  edit(d.work() / "serhost.lock", "source = \"pack\"", "source = \"file\"");
  EXPECT_EQ(d("serhost pack install with_binary.serpack --trust pinned --lock serhost.lock").status,
            77);
}

TEST_F(Labs, HaveADoctorWhoRemovesWhatIsWronglyRemembered) {
  const LightLab d(scratch_->path() / "forgetful");
  ASSERT_RUNS(d("serhost list"));
  const auto cache = scratch_->path() / "forgetful/XDG_CACHE_HOME/serhost/plugins.json";
  auto remembered = nlohmann::json::parse(slurp(cache));
  ASSERT_EQ(remembered["files"].size(), 3u);
  auto& focal = remembered["files"].at((d.prefix() / "lib/serhost/plugins/focal.so").string());
  focal["refusal"] = "it crashed while loading (SIGKILL); it wrote nothing";
  focal["components"] = nlohmann::json::array();
  serhost::replace_file(cache, remembered.dump());
  const auto examined = d("serhost doctor");
  EXPECT_EQ(examined.status, 0);
  EXPECT_THAT(examined.out, HasSubstr("!  remembered plugin"));
  EXPECT_THAT(examined.out, HasSubstr("it was remembered as refused (it crashed while loading"));
  EXPECT_THAT(examined.out, HasSubstr(cache.string() + ": nothing is left to do"));
  ASSERT_RUNS(d("serhost describe loss focal"));
}

TEST_F(Labs, KeepSecretsFromWhatABuildRuns) {
  const auto project = a().work() / "curious";
  fs::copy(a().work() / "calm_loss", project, fs::copy_options::recursive);
  fs::remove_all(project / "build");
  serhost::replace_file(project / "look.sh", R"sh(env >"$1/own"
up=$PPID
while read -r id name state parent rest <"/proc/$up/stat" && [ "$name" != "(serhost)" ]; do
  up=$parent
done
tr '\0' '\n' <"/proc/$up/environ" >"$1/serhost")sh");
  serhost::replace_file(project / "CMakeLists.txt",
                        std::string(kBuild) +
                            "execute_process(COMMAND sh ${PROJECT_SOURCE_DIR}/look.sh "
                            "${PROJECT_BINARY_DIR})\n");
  auto environment = a().environment();
  environment["SERHOST_KEY_PASSPHRASE"] = "correct-horse";
  environment["A_TOKEN"] = "battery-staple";
  const auto made = end_to_end::run({a().program(), "pack", "create", "curious", "-o", "c.serpack"},
                                    a().work(), environment);
  ASSERT_EQ(made.status, 0) << made.err;
  const auto own = slurp(project / "build/own"), serhost = slurp(project / "build/serhost");
  EXPECT_NE(own.find("PATH="), std::string::npos);
  EXPECT_EQ(own.find("correct-horse"), std::string::npos);
  EXPECT_EQ(own.find("battery-staple"), std::string::npos);
  EXPECT_NE(serhost.find("battery-staple"), std::string::npos) << "it did not look at serhost";
  EXPECT_EQ(serhost.find("correct-horse"), std::string::npos) << "as /proc shows it";
}

TEST_F(Labs, PackNothingThatNobodyTested) {
  const auto project = a().work() / "untested";
  fs::copy(a().work() / "calm_loss", project, fs::copy_options::recursive);
  fs::remove_all(project / "build");
  edit(project / "CMakeLists.txt", "add_test(NAME nothing COMMAND ${CMAKE_COMMAND} -E true)", "");
  const auto built = a()("serhost build untested");
  EXPECT_EQ(built.status, 1);
  EXPECT_THAT(built.err, HasSubstr("untested: it is built, but none of its tests ran."));
  const auto packed = a()("serhost pack create untested");
  EXPECT_EQ(packed.status, 1);
  EXPECT_THAT(packed.err, HasSubstr("untested: none of its tests ran, and what nobody tested"));
}

TEST_F(Labs, UseNothingOfAKeyThatWasRevoked) {
  const LightLab d(scratch_->path() / "revoking");
  fs::copy_file(a().work() / "with_binary.serpack", d.work() / "with_binary.serpack");
  ASSERT_RUNS(d("serhost pack key trust " + public_key_ + " --name lab_a"));
  ASSERT_RUNS(d("serhost pack install with_binary.serpack"));
  ASSERT_RUNS(d("serhost pack key revoke lab_a --reason stolen"));
  for (const auto* line :
       {"serhost pack verify with_binary.serpack", "serhost pack install with_binary.serpack",
        "serhost pack install with_binary.serpack --trust unsigned-ok"}) {
    const auto refused = d(line);
    EXPECT_EQ(refused.status, 77) << line;
    EXPECT_THAT(refused.err, HasSubstr("('lab_a'), which was revoked on 20")) << line;
    EXPECT_THAT(refused.err, HasSubstr(": stolen; ask its author")) << line;
  }
  EXPECT_THAT(d("serhost pack show with_binary.serpack").out, HasSubstr("which was revoked on 20"));
  const auto unloaded = d("serhost describe loss calm_loss");
  EXPECT_EQ(unloaded.status, 69);
  EXPECT_THAT(unloaded.err,
              HasSubstr("it belongs to the pack calm_loss 0.1.0, which is signed by"));
  EXPECT_EQ(d("serhost pack key trust " + public_key_ + " --name lab_a").status, 77);
  ASSERT_RUNS(d("serhost pack key trust " + public_key_ + " --name lab_a --restore"));
  ASSERT_RUNS(d("serhost describe loss calm_loss"));
}

TEST_F(Labs, ReadNoVariablesForABundleButPaths) {
  const LightLab d(scratch_->path() / "curious_bundle");
  if (!fs::exists(a().work() / "calm_loss.serbundle")) {
    ASSERT_RUNS(a()("serhost pack install calm_loss-0.1.0.serpack"));
    ASSERT_RUNS(a()("serhost run calm_loss/experiment.toml"));
    ASSERT_RUNS(a()("serhost bundle runs/calm_loss"));
  }
  auto bundle = pack::read_bundle(slurp(a().work() / "calm_loss.serbundle"), "x");
  const auto at = bundle.experiment.find("name = \"calm_loss\"");
  ASSERT_NE(at, std::string::npos) << bundle.experiment;
  bundle.experiment.replace(at, 18, "name = \"${A_TOKEN}\"");
  serhost::replace_file(d.work() / "curious.serbundle", pack::write_bundle(bundle, "x"));
  ASSERT_RUNS(d("serhost pack key trust " + public_key_ + " --name lab_a"));
  auto environment = d.environment();
  environment["A_TOKEN"] = "battery-staple";
  const auto refused =
      end_to_end::run({d.program(), "reproduce", "curious.serbundle"}, d.work(), environment);
  EXPECT_EQ(refused.status, 77) << refused.err;
  EXPECT_THAT(refused.err, HasSubstr("name reads the variable A_TOKEN"));
  EXPECT_THAT(refused.err, testing::Not(HasSubstr("battery-staple")));
  EXPECT_FALSE(fs::exists(d.work() / "reproduced/curious/run"));
}

// After all others: they ran the lines.
TEST_F(Labs, RanWhatThePageShows) {
  const auto page =
      slurp(end_to_end::environment_path("SERHOST_SOURCE_DIR") / "docs/share-a-pack.md");
  std::istringstream in(page);
  bool block = false;
  int count = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) block = line == "```sh";
    line = line.substr(0, line.find(" #"));
    line.erase(line.find_last_not_of(' ') + 1);
    if (!block || !line.starts_with("serhost ")) continue;
    ++count;
    EXPECT_THAT(Lab::shown(), testing::Contains(line));
  }
  EXPECT_GE(count, 12);
}
