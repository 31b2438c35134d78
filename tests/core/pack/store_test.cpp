// Installation: what is refused, what is chosen, and that a kill at any moment leaves the old pack
// or the new one.
#include "pack/store.hpp"

#include <unistd.h>

#include "base/files.hpp"
#include "base/folders.hpp"
#include "core/base/volatile_disk.hpp"
#include "core/pack/hostile.hpp"

using namespace serhost;
using namespace serhost::pack;
using fakes::Death;
using fakes::VolatileDisk;
using samples::refusal;
using testing::HasSubstr;
namespace fs = std::filesystem;
using End = VolatileDisk::End;

namespace {

class Installing : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fakes::memory_folder() / ("serhost-store-" + std::to_string(::getpid()));
    fs::remove_all(root_);
    steps_.build = [this](const fs::path& source, const fs::path& prefix) {
      built_ += 1;
      make_directory(prefix / "lib/serhost/plugins");
      replace_file(prefix / "lib/serhost/plugins/focal_plus.so",
                   "built from " + read_file(source / "focal_plus.cpp"));
    };
    steps_.components = [this](const fs::path&) { return declared_; };
    steps_.conform = [this](const fs::path& plugin) {
      conformed_.push_back(plugin.filename().string());
    };
    steps_.taken_by = [](const Component&) { return std::string(); };
    steps_.say = [this](const std::string& line) { said_ += line + "\n"; };
  }
  void TearDown() override { fs::remove_all(root_); }

  std::string packed(const std::string& version, const std::vector<Binaries>& all = {}) {
    auto manifest = samples::manifest();
    manifest.version = version;
    auto files = samples::sources();
    files[2].bytes = "version " + version;
    auto whole = files;
    whole.push_back({kManifest, false, text_of(manifest)});
    const auto content = content_hash(whole);
    for (auto binaries : all) {
      binaries.signature = key_.sign(binaries_text(content, binaries), "binaries");
      for (auto& file : pack::packed(content, binaries)) files.push_back(std::move(file));
    }
    return write_pack(manifest, files, &key_);
  }

  Installed install(const std::string& bytes) {
    return store().install(bytes, read_pack(bytes, "x.serpack", trusted_), trusted_, steps_);
  }
  Store store() const { return Store(root_ / "packs"); }

  /// "0.1.0" of the pack that is installed whole, or "nothing".
  std::string installed_version() const {
    const auto found = store().find("focal_plus");
    if (!found) return "nothing";
    EXPECT_TRUE(changed_plugins(*found).empty());
    EXPECT_EQ(read_pack(read_file(found->archive()), "installed", trusted_).manifest.version,
              found->version);
    EXPECT_EQ(read_file(found->folder / "source/focal_plus.cpp"), "version " + found->version);
    EXPECT_EQ(read_file(found->plugin_folder() / "focal_plus.so"),
              "built from version " + found->version);
    return found->version;
  }

  std::size_t entries() const {
    if (!fs::exists(root_ / "packs")) return 0;
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(root_ / "packs"), fs::directory_iterator()));
  }

  fs::path root_;
  SecretKey key_ = SecretKey::make();
  std::vector<TrustedKey> trusted_ = {{"ada", key_.public_key()}};
  std::vector<Component> declared_ = samples::manifest().components;
  std::vector<std::string> conformed_;
  std::string said_;
  int built_ = 0;
  Steps steps_;
};

/// A plugin of this build, and the same as if it had been built with another LibTorch.
std::string plugin_bytes(const std::string& torch = {}) {
  const char* const folder = std::getenv("SERHOST_PLUGIN_PATH");
  auto bytes = read_file(fs::path(folder == nullptr ? "" : folder) / "folder.so");
  if (torch.empty()) return bytes;
  const auto record = bytes.find("serhost-plugin/1\n");
  const auto own = host::own_abi_record().torch_version;
  const auto at = bytes.find(own, record);
  EXPECT_LT(at, record + 100);
  EXPECT_EQ(own.size(), torch.size());
  return bytes.replace(at, torch.size(), torch);
}

}  // namespace

TEST_F(Installing, BuildsTestsAndOffers) {
  const auto installed = install(packed("0.1.0"));
  EXPECT_EQ(installed.origin, "built from source");
  EXPECT_TRUE(installed.verified);
  EXPECT_EQ(installed.key, text_of(key_.public_key().id));
  EXPECT_THAT(installed.components, testing::ElementsAre("loss/focal_plus"));
  EXPECT_THAT(conformed_, testing::ElementsAre("focal_plus.so"));
  EXPECT_EQ(said_, "focal_plus 0.1.0: it holds no binary; building it from its sources\n");
  EXPECT_EQ(installed_version(), "0.1.0");
  install(packed("0.2.0"));
  EXPECT_EQ(installed_version(), "0.2.0");
  EXPECT_EQ(entries(), 1u);
  store().remove("focal_plus");
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Installing, TakesATrustedBinaryOfThisAbi) {
  const Binaries binaries{
      abi_name(host::own_abi_record()), {{"focal_plus.so", true, plugin_bytes()}}, ""};
  const auto installed = install(packed("0.1.0", {binaries}));
  EXPECT_EQ(installed.origin, "binary by ada");
  EXPECT_EQ(built_, 0);
  EXPECT_EQ(said_, "");
  EXPECT_EQ(read_file(installed.plugin_folder() / "focal_plus.so"), plugin_bytes());
}

TEST_F(Installing, BuildsWhereTheBinaryIsForAnotherLibTorchAndSaysSoInOneLine) {
  auto other = host::own_abi_record();
  other.torch_version = "2.99.0";
  install(
      packed("0.1.0", {{abi_name(other), {{"focal_plus.so", true, plugin_bytes("2.99.0")}}, ""}}));
  EXPECT_EQ(built_, 1);
  EXPECT_EQ(said_, "focal_plus 0.1.0: its binary was built with libtorch 2.99.0, this host has " +
                       host::own_abi_record().torch_version + "; building it from its sources\n");
}

TEST_F(Installing, BuildsWhereWhoBuiltTheBinaryIsNotTrusted) {
  const auto bytes = packed(
      "0.1.0", {{abi_name(host::own_abi_record()), {{"focal_plus.so", true, plugin_bytes()}}, ""}});
  const auto pack = read_pack(bytes, "x", trusted_);
  store().install(bytes, pack, {}, steps_);  // the pack was trusted, the builder is not
  EXPECT_THAT(said_, HasSubstr("its binary is signed by key " + text_of(key_.public_key().id) +
                               ", which is not trusted here; building"));
}

TEST_F(Installing, RefusesBinariesThatAreNotWhatTheirFolderSays) {
  EXPECT_THAT(
      refusal([&] {
        install(packed(
            "0.1.0",
            {{abi_name(host::own_abi_record()), {{"a.so", true, plugin_bytes("2.99.0")}}, ""}}));
      }),
      HasSubstr("a.so was built for"));
  EXPECT_THAT(refusal([&] { install(packed("0.1.0", {{"x", {{"a.so", true, "not ELF"}}, ""}})); }),
              HasSubstr("not an ELF shared library"));
  EXPECT_THAT(refusal([&] { install(packed("0.1.0", {{"x", {{"readme.txt", false, ""}}, ""}})); }),
              HasSubstr("binaries/x holds no plugin"));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Installing, RefusesAManifestThatLies) {
  const auto reason = [&] { return refusal([&] { install(packed("0.1.0")); }); };
  declared_ = {};
  EXPECT_THAT(reason(), HasSubstr("names the loss 'focal_plus', which its plugins do not have"));
  declared_ = samples::manifest().components;
  declared_[0].parameters[0].fallback = "0.2";
  EXPECT_THAT(reason(), HasSubstr("describes the loss 'focal_plus' in other words"));
  declared_ = samples::manifest().components;
  declared_.push_back({"dataset", "spy", "", {}});
  EXPECT_THAT(reason(),
              HasSubstr("its plugins have the dataset 'spy', which pack.toml does not name"));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Installing, RefusesNamesThatAreTakenAndShowsBoth) {
  steps_.taken_by = [](const Component&) {
    return std::string("/usr/lib/serhost/plugins/focal.so");
  };
  EXPECT_THAT(refusal([&] { install(packed("0.1.0")); }),
              HasSubstr("focal_plus 0.1.0 is refused: its loss 'focal_plus' has the name of one "
                        "that is there already, from /usr/lib"));
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Installing, DoesNotReplaceThePackOfAnotherSigner) {
  install(packed("0.1.0"));
  key_ = SecretKey::make();
  trusted_.push_back({"eve", key_.public_key()});
  EXPECT_THAT(refusal([&] { install(packed("0.2.0")); }),
              HasSubstr("serhost pack remove focal_plus"));
  EXPECT_EQ(store().find("focal_plus")->version, "0.1.0");
}

TEST_F(Installing, RefusesWhatNeedsANewerHost) {
  auto manifest = samples::manifest();
  manifest.api = "2.999";
  EXPECT_THAT(refusal([&] { install(write_pack(manifest, samples::sources(), &key_)); }),
              HasSubstr("needs serhost's plugin API 2.999, this host has 2."));
  manifest.api = "99999999999999999999.0";
  EXPECT_THAT(refusal([&] { install(write_pack(manifest, samples::sources(), &key_)); }),
              HasSubstr("update serhost"));
}

TEST_F(Installing, LeavesNothingWhereAStepFails) {
  steps_.conform = [](const fs::path&) { throw Error(Exit::failed, "it does not conform"); };
  EXPECT_THROW(install(packed("0.1.0")), Error);
  EXPECT_EQ(entries(), 0u);
  steps_.build = [](const fs::path&, const fs::path& prefix) {
    replace_file(prefix / "half", "x");
    throw Error(Exit::failed, "it does not build");
  };
  EXPECT_THROW(install(packed("0.1.0")), Error);
  EXPECT_EQ(entries(), 0u);
}

TEST_F(Installing, LeavesNothingOfAHostilePack) {
  for (const auto& pack : samples::hostile_packs(key_)) {
    EXPECT_THAT(refusal([&] { install(pack.bytes); }), HasSubstr(pack.reason)) << pack.name;
    EXPECT_FALSE(fs::exists(root_)) << pack.name;
  }
  EXPECT_EQ(built_, 0);
}

TEST_F(Installing, NoticesPluginsThatWereChangedSince) {
  const auto installed = install(packed("0.1.0"));
  replace_file(installed.plugin_folder() / "focal_plus.so", "something else");
  replace_file(installed.plugin_folder() / "more.so", "ELF");
  EXPECT_THAT(changed_plugins(installed), testing::ElementsAre("focal_plus.so", "more.so"));
}

// What it loads and what it reads decide what a plugin does, too.
TEST_F(Installing, NoticesLibrariesAndDataOfAPluginThatWereChangedSince) {
  const auto build = steps_.build;
  steps_.build = [&](const fs::path& source, const fs::path& prefix) {
    build(source, prefix);
    make_directory(prefix / "lib/serhost/plugins/focal_plus");
    for (const auto* name : {"libown.so", "table.csv"})
      replace_file(prefix / "lib/serhost/plugins/focal_plus" / name, "as built");
  };
  const auto installed = install(packed("0.1.0"));
  EXPECT_THAT(changed_plugins(installed), testing::IsEmpty());
  replace_file(installed.plugin_folder() / "focal_plus/libown.so", "something else");
  fs::remove(installed.plugin_folder() / "focal_plus/table.csv");
  replace_file(installed.plugin_folder() / "focal_plus/more.csv", "new");
  EXPECT_THAT(
      changed_plugins(installed),
      testing::ElementsAre("focal_plus/libown.so", "focal_plus/table.csv", "focal_plus/more.csv"));
}

TEST_F(Installing, LeavesTheOldPackOrTheNewOneWhereverItEnds) {
  const auto old_pack = packed("0.1.0"), new_pack = packed("0.2.0");
  for (const bool exchanges : {true, false}) {
    for (const auto end : {End::killed, End::torn, End::lost_bytes, End::lost_all}) {
      std::string all;
      for (long n = 1;; ++n) {
        fs::remove_all(root_);
        install(old_pack);
        VolatileDisk disk(n, end, root_.string() + "-backups");
        disk.exchanges = exchanges;
        bool died = false;
        {
          const disk::Watching watching(disk);
          try {
            install(new_pack);
          } catch (const Death&) { died = true; }
        }
        disk.prepare_for_inference();
        store().recover();
        const auto now = installed_version();
        EXPECT_NE(now, "nothing") << "at change " << n << ", " << disk.hit();
        EXPECT_EQ(entries(), 1u) << disk.hit();
        all += now == "0.1.0" ? 'o' : 'n';
        if (!died) break;
      }
      EXPECT_TRUE(all.starts_with("o") && all.ends_with("n")) << all;
      EXPECT_EQ(all.find("no"), std::string::npos) << "once it is new it stays new: " << all;
    }
  }
}
