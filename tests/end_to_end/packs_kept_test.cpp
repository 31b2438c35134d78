// What labs keep and refuse: names that are taken, mirrors, secrets, packs that nobody tested, keys
// that were revoked, variables of bundles. The commands are those of docs/share-a-pack.md, which
// the last test compares with those that ran before it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "end_to_end/labs.hpp"

namespace {

using end_to_end::edit;
using end_to_end::kBuild;
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
