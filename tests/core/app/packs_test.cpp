// Operations on packs that need no compiler: what is refused, locked, copied, bundled.
#include "app/packs.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <functional>

#include "app/bundle.hpp"
#include "app/remedy.hpp"
#include "base/files.hpp"
#include "core/pack/samples.hpp"
#include "core/run/sample.hpp"
#include "pack/keys.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

/// A home without keys and packs.
class Packs : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"XDG_DATA_HOME", "XDG_CONFIG_HOME"})
      ::setenv(name, (folder_ / name).c_str(), 1);
  }

  static std::pair<Exit, std::string> refused(const std::function<void()>& action) {
    try {
      action();
    } catch (const Error& error) { return {error.exit(), error.what()}; }
    return {};
  }

  /// A pack that nobody signed, or that `key` signed.
  fs::path make_pack(const pack::SecretKey* key = nullptr) const {
    const auto file = folder_ / "calm.serpack";
    replace_file(file, pack::write_pack(pack::samples::manifest(), pack::samples::sources(), key));
    return file;
  }

  std::string content_of(const fs::path& file) const {
    return pack::read_pack(read_file(file), "x", {}, pack::Level::unsigned_ok).content;
  }

  run::sample::Folder folder_;
};

TEST_F(Packs, NoneAreInstalledInAFreshHome) { EXPECT_TRUE(installed_packs().empty()); }

TEST_F(Packs, UnsignedOnesAreRefusedUnlessTheyAreAskedFor) {
  const auto file = make_pack();
  const auto [exit, message] =
      refused([&] { install_pack(file, Trust::signed_by_trusted, {}, {}); });
  EXPECT_EQ(exit, Exit::untrusted);
  EXPECT_THAT(message, HasSubstr("calm.serpack"));
}

TEST_F(Packs, APinnedOneMustStandInTheLock) {
  const auto ring = pack::KeyRing::of_user();
  ring.make("ada", std::nullopt);
  const auto key = ring.secret(std::nullopt, std::nullopt);
  const auto file = make_pack(&key);
  const auto lock = folder_ / "serhost.lock";
  replace_file(lock, pack::text_of(pack::LockFile{}));
  const auto [exit, message] = refused([&] { install_pack(file, Trust::pinned, lock, {}); });
  EXPECT_EQ(exit, Exit::untrusted);
  EXPECT_EQ(message, file.string() + " is refused: " + lock.string() +
                         " does not list its content " + content_of(file));
}

TEST_F(Packs, AreFoundByFileOrByName) {
  const auto file = make_pack();
  EXPECT_EQ(find_pack(file.string()), file);
  const auto [exit, message] = refused([] { find_pack("calm"); });
  EXPECT_EQ(exit, Exit::missing);
  EXPECT_EQ(message, "calm: neither a file nor an installed pack of this name");
  EXPECT_EQ(refused([] { remove_pack("calm"); }).first, Exit::missing);
}

TEST_F(Packs, AMirrorNamesEveryPackThatIsMissing) {
  pack::LockFile lock;
  for (const std::string name : {"calm", "brave"}) {
    lock.plugins.push_back({.kind = "loss",
                            .name = name,
                            .source = "pack",
                            .version = "1.0.0",
                            .content = std::string(64, name[0]),
                            .pack = name,
                            .key = ""});
  }
  const auto file = folder_ / "serhost.lock";
  replace_file(file, pack::text_of(lock));
  const auto out = folder_ / "mirror";
  const auto [exit, message] = refused([&] { mirror_packs(file, out); });
  EXPECT_EQ(exit, Exit::missing);
  EXPECT_THAT(message, HasSubstr("the pack calm 1.0.0 with content "));
  EXPECT_THAT(message, HasSubstr("the pack brave 1.0.0 with content "));
  EXPECT_FALSE(fs::exists(out));
}

TEST_F(Packs, AMirrorOfNothingIsNoSuccess) {
  const auto file = folder_ / "serhost.lock";
  replace_file(file, pack::text_of(pack::LockFile{}));
  const auto [exit, message] = refused([&] { mirror_packs(file, folder_ / "mirror"); });
  EXPECT_EQ(exit, Exit::failed);
  EXPECT_THAT(message, HasSubstr("lists no plugin of a pack: there is nothing to copy"));
  EXPECT_FALSE(fs::exists(folder_ / "mirror"));
}

TEST_F(Packs, PipesAndDevicesAreNotReadAndNotWaitedFor) {
  const auto pipe = folder_ / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const auto& file : {pipe, fs::path("/dev/zero")}) {
    EXPECT_EQ(refused([&] { read_pack_file(file); }).first, Exit::config);
    EXPECT_EQ(refused([&] { install_pack(file, Trust::signed_by_trusted, {}, {}); }).first,
              Exit::config);
    EXPECT_EQ(refused([&] { mirror_packs(file, folder_ / "out"); }).first, Exit::config);
    EXPECT_EQ(refused([&] { lock_experiments({}, {file}, {}); }).first, Exit::config);
    EXPECT_EQ(refused([&] { read_public_key(file.string()); }).first, Exit::missing);
  }
}

TEST_F(Packs, APluginOfAPackWhoseKeyWasRevokedIsNotLoaded) {
  const auto ring = pack::KeyRing::of_user();
  const auto key = ring.make("ada", std::nullopt);
  const auto plugins = user_packs().folder() / "calm/lib/serhost/plugins";
  fs::create_directories(plugins);
  replace_file(user_packs().folder() / "calm/pack.json",
               R"({"schema":"serhost.pack/1","name":"calm","version":"0.1.0","license":"MIT",)"
               R"("content":"","verified":true,"origin":"built from source","plugins":[],)"
               R"("components":["loss/calm"],"key":")" +
                   pack::text_of(key.id) + "\"}");
  EXPECT_EQ(reason_against_folder(plugins), "");
  ring.revoke("ada", "stolen");
  EXPECT_THAT(
      reason_against_folder(plugins),
      ::testing::MatchesRegex("it belongs to the pack calm 0.1.0, which is signed by key .* "
                              "..ada.., and that was revoked on .*: stolen; remove .*"));
  EXPECT_EQ(reason_against_folder(folder_.path()), "") << "of no pack";
  ring.trust("ada", key, true);
  EXPECT_EQ(reason_against_folder(plugins), "");
}

TEST_F(Packs, ALockIsOfOneFolder) {
  const auto [exit, message] =
      refused([] { lock_experiments({}, {"a/one.toml", "b/two.toml"}, {}); });
  EXPECT_EQ(exit, Exit::usage);
  EXPECT_THAT(message, HasSubstr("these experiments lie in different folders"));
}

TEST_F(Packs, APublicKeyIsTextOrAFile) {
  const auto key = pack::KeyRing::of_user().make("ada", std::nullopt);
  EXPECT_EQ(read_public_key(key.line()).line(), key.line());
  const auto file = folder_ / "ada.pub";
  replace_file(file, key.line() + "\n");
  EXPECT_EQ(read_public_key(file.string()).line(), key.line());
  EXPECT_EQ(refused([] { read_public_key("ada"); }).first, Exit::missing);
}

TEST_F(Packs, ARunThatIsNotFinishedIsNotBundled) {
  const auto run = folder_ / "run";
  fs::create_directories(run);
  { run::RunRecord record(run, run::sample::facts({1})); }
  try {
    bundle_run(run, std::nullopt);
    FAIL() << "it was bundled";
  } catch (const RemediableError& error) {
    EXPECT_EQ(error.exit(), Exit::failed);
    EXPECT_EQ(error.remedy(), Remedy::finish);
    EXPECT_EQ(std::string(error.what()), run.string() + ": the run is not finished");
  }
}

TEST_F(Packs, ABundleNeedsTheLockOfTheRun) {
  const auto run = folder_ / "run";
  fs::create_directories(run);
  auto facts = run::sample::facts({1});
  facts.folds_csv.clear();
  run::RunRecord record(run, facts);
  run::sample::run_all(record, {1});
  record.finish();
  const auto [exit, message] = refused([&] { bundle_run(run, std::nullopt); });
  EXPECT_EQ(exit, Exit::missing);
  EXPECT_THAT(message, HasSubstr("serhost.lock: there is no such file"));

  replace_file(run / "serhost.lock", pack::text_of(pack::LockFile{}));
  const auto made = bundle_run(run, folder_ / "demo.serbundle");
  EXPECT_EQ(made.name, "demo");
  EXPECT_EQ(made.packs, 0u);
  EXPECT_GE(made.results, 3u);
  EXPECT_TRUE(fs::exists(folder_ / "demo.serbundle"));

  replace_file(run / "resolved.toml", read_file(run / "resolved.toml") + "# altered\n");
  const auto [altered, why] = refused([&] { bundle_run(run, folder_ / "other.serbundle"); });
  EXPECT_EQ(altered, Exit::damaged);
  EXPECT_THAT(why, HasSubstr("resolved.toml: is not what run.json says"));
  EXPECT_FALSE(fs::exists(folder_ / "other.serbundle"));
}

}  // namespace
}  // namespace serhost::app
