// What is believed of a plugin file without loading it: no answer that something outside gave, no
// answer about other bytes, and no bytes but those that were hashed.
#include <nlohmann/json.hpp>
#include <serhost/dataset.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "host/cache_check.hpp"
#include "host/discovery.hpp"
#include "host/library_hash.hpp"
#include "host/probe.hpp"
#include "host/probe_cache.hpp"
#include "plugin_folder.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::host;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class Believed : public PluginFolder {
 protected:
  /// A program in the place of the prober.
  fs::path script(const std::string& text) const {
    const auto file = temporary_.path() / "prober.sh";
    replace_file(file, "#!/bin/sh\n" + text + "\n");
    fs::permissions(file, fs::perms::owner_all);
    return file;
  }

  static std::vector<std::string> parameters(const Registry& registry) {
    std::vector<std::string> out;
    for (const auto& spec : registry.components().at(0).parameters) out.push_back(spec.name);
    return out;
  }

  /// Edits what is remembered of `file`.
  static void edit_cache(const fs::path& file, const std::function<void(nlohmann::json&)>& edit) {
    auto document = nlohmann::json::parse(read_file(probe_cache_file()));
    edit(document["files"].at(file.string()));
    replace_file(probe_cache_file(), document.dump());
  }

  /// Puts other bytes into the file of a plugin so that the cache cannot tell.
  static void rewrite(const fs::path& file, const std::string& bytes) {
    replace_file(file, bytes);
    const auto identity = *identity_of(file);
    edit_cache(file, [&](nlohmann::json& entry) {
      entry["inode"] = identity.inode;
      entry["size"] = identity.size;
      entry["modified"] = identity.modified;
      entry["changed"] = identity.changed;
    });
  }

  static std::string why_not_made(const Registry& registry) {
    try {
      const auto info = registry.components().at(0);
      registry.make_dataset(info, {0.5, Value(), std::vector<std::string>{}}, {});
    } catch (const PluginError& error) {
      EXPECT_EQ(error.exit(), Exit::unavailable);
      return error.what();
    }
    return "it was made";
  }
};

TEST_F(Believed, AProbeThatWasKilledFromOutsideIsNoVerdict) {
  const auto folder = put({"good", "thrower"});
  {
    const Variable killed("SERHOST_PROBE", script("kill -KILL $$").string());
    const auto registry = discover({folder});
    EXPECT_THAT(names(registry), IsEmpty());
    ASSERT_EQ(registry.refusals().size(), 2u);
    EXPECT_THAT(registry.refusals()[0].message,
                HasSubstr("something outside ended the process that looked into it (SIGKILL"));
  }
  const auto registry = discover({folder});
  EXPECT_EQ(names(registry).size(), 2u);
  EXPECT_THAT(registry.refusals(), IsEmpty());
}

TEST_F(Believed, NeitherAKillNorATimeoutIsLasting) {
  const auto folder = put({"hangs_at_load", "killed_at_load", "throws_at_load"});
  const auto file = [&](const char* name) { return folder / (std::string(name) + ".so"); };
  std::vector<std::string> told;
  const auto all =
      probe_files({file("hangs_at_load"), file("killed_at_load"), file("throws_at_load")},
                  {.program = SERHOST_PROBER,
                   .seconds = 2.0,
                   .at_once = 3,
                   .tell = [&](const std::string& line) { told.push_back(line); },
                   .quiet_seconds = 0.0});
  EXPECT_THAT(told.at(0), HasSubstr("new or have changed: hangs_at_load.so, killed_at_load.so, "));
  EXPECT_THAT(all.at(file("hangs_at_load")).refusal,
              HasSubstr("did not finish loading within 2 s"));
  EXPECT_FALSE(all.at(file("hangs_at_load")).lasting);
  EXPECT_THAT(all.at(file("killed_at_load")).refusal, HasSubstr("something outside ended"));
  EXPECT_FALSE(all.at(file("killed_at_load")).lasting);
  EXPECT_THAT(all.at(file("throws_at_load")).refusal, HasSubstr("crashed while loading (SIGABRT)"));
  EXPECT_TRUE(all.at(file("throws_at_load")).lasting);
}

TEST_F(Believed, ManyFilesAreSharedOutAmongChildren) {
  std::vector<fs::path> files;
  for (int i = 0; i < 9; ++i) files.push_back(put({"good"}, "p" + std::to_string(i)) / "good.so");
  const auto all = probe_files(files, {.program = SERHOST_PROBER, .at_once = 2, .tell = {}});
  ASSERT_EQ(all.size(), 9u);
  for (const auto& [file, probed] : all) EXPECT_EQ(probed.components.size(), 1u) << file;
}

TEST_F(Believed, ParametersOfOtherBytesAreNotTakenForThoseOfTheFile) {
  const auto folder = put({"good"});
  const auto file = folder / "good.so";
  EXPECT_THAT(parameters(discover({folder})), ElementsAre("rate", "limit", "words"));
  rewrite(file, read_file(hostile("exchanged")));
  const auto deceived = discover({folder});
  ASSERT_THAT(parameters(deceived), ElementsAre("rate", "limit", "words"));
  EXPECT_THAT(why_not_made(deceived),
              HasSubstr("plugin 'good.so' refused: its dataset 'good' declares other parameters "
                        "than those that were read from it before"));
  EXPECT_THAT(parameters(discover({folder})), ElementsAre("words", "limit", "rate"));
}

TEST_F(Believed, WrongAnswersAreFoundAndRemoved) {
  const auto folder = put({"good", "thrower"});
  discover({folder});
  PluginSearchPath places;
  places.folders = {folder};
  EXPECT_THAT(check_probe_cache(places), IsEmpty());
  edit_cache(folder / "thrower.so", [](nlohmann::json& entry) {
    entry["refusal"] = "it crashed while loading (SIGKILL); it wrote nothing";
    entry["components"] = nlohmann::json::array();
  });
  rewrite(folder / "good.so", read_file(hostile("exchanged")));
  const auto wrong = check_probe_cache(places);
  ASSERT_EQ(wrong.size(), 2u);
  EXPECT_EQ(wrong[0].file, folder / "good.so");
  EXPECT_THAT(wrong[0].reason, HasSubstr("other components or parameters"));
  EXPECT_EQ(wrong[1].file, folder / "thrower.so");
  EXPECT_THAT(wrong[1].reason, HasSubstr("remembered as refused"));
  EXPECT_THAT(check_probe_cache(places), IsEmpty());
  EXPECT_EQ(discover({folder}).components().size(), 2u);
}

TEST_F(Believed, WhatIsLoadedIsWhatWasHashed) {
  const auto folder = put({"good"}, "hashed");
  const auto registry = discover({folder});
  const auto file = registry.components().at(0).file;
  EXPECT_EQ(library_hash(file), sha256_of_file(hostile("good")));
  EXPECT_EQ(library_hash(file), sha256_of_file(hostile("good")));
  replace_file(file, read_file(hostile("stripped")));  // the same plugin in other bytes
  EXPECT_THAT(why_not_made(registry),
              HasSubstr("plugin 'good.so' refused: its file was replaced while this command used "
                        "it"));
  EXPECT_THAT(why_not_made(registry), HasSubstr("was replaced")) << "it stays refused";
}

TEST_F(Believed, TheHashOfWhatWasLoadedIsNotThatOfALaterFile) {
  const auto folder = put({"good"}, "loaded");
  const auto registry = discover({folder});
  const auto file = registry.components().at(0).file;
  EXPECT_EQ(why_not_made(registry), "it was made");
  EXPECT_EQ(library_hash(file), sha256_of_file(hostile("good")));
  replace_file(file, read_file(hostile("stripped")));
  EXPECT_THROW(library_hash(file), PluginError);
}

TEST_F(Believed, ALibraryThatChangesWhileItIsMappedIsNoticed) {
  const auto file = put({"good"}, "mapped") / "good.so";
  const auto before = state_of(file);
  const auto away = file.parent_path() / "away";
  fs::rename(file, away);  // another one lies there for a moment
  do fs::rename(away, file), fs::rename(file, away);
  while (identity_of(away)->changed == before.identity.changed);
  fs::rename(away, file);
  EXPECT_EQ(state_of(file).sha256, before.sha256);
  EXPECT_THROW(agree_on_loaded(file, before), PluginError);
}

TEST_F(Believed, AFolderThatIsJudgedIsNotLookedInto) {
  const auto folder = put({"good"}, "judged"), other = put({"thrower"}, "other");
  set_folder_judge([&](const fs::path& at) { return at == folder ? "its key was revoked" : ""; });
  const auto registry = discover({folder, other});
  set_folder_judge({});
  EXPECT_THAT(names(registry), ElementsAre("thrower"));
  ASSERT_EQ(registry.refusals().size(), 1u);
  EXPECT_EQ(registry.refusals()[0].message, "plugin 'good.so' refused: its key was revoked");
}
