#include "host/not_built.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/files.hpp"
#include "host/registry.hpp"
#include "temporary.hpp"

using namespace serhost;
using namespace serhost::host;

namespace {

/// A build folder that lists two plugins and holds one of them.
class ABuildFolder : public testing::Test {
 protected:
  void SetUp() override {
    make_directory(bundled());
    replace_file(bundled().parent_path() / "bundled.txt",
                 "backbones/hubert\ndatasets/table pip install table && make\nlosses/focal\n"
                 "no line of a kind\nnothings/odd\n");
    replace_file(bundled() / "focal.so", "");
  }
  std::filesystem::path bundled() const { return build() / "lib" / "serhost" / "plugins"; }
  std::filesystem::path build() const { return folder_.path() / "a build"; }
  Registry registry() const {
    PluginSearchPath places;
    places.bundled = bundled();
    return Registry::discover(places);
  }

 private:
  Temporary folder_;
};

TEST_F(ABuildFolder, ListsWhatItHasNotMadeYet) {
  const auto found = not_built_in(bundled());
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].kind, Kind::backbone);
  EXPECT_EQ(found[0].name, "hubert");
  EXPECT_EQ(found[0].command, "cmake --build '" + build().string() + "' --target hubert");
  EXPECT_EQ(found[1].name, "table");
  EXPECT_EQ(found[1].command, "pip install table && make") << "for want of a library";
}

TEST_F(ABuildFolder, TellsTheCommandWhereOneIsAskedFor) {
  std::string why;
  EXPECT_EQ(registry().find(Kind::backbone, "hubert", why), nullptr);
  EXPECT_EQ(why,
            "backbone 'hubert' comes with serhost, but is not built here yet; build it: "
            "cmake --build '" +
                build().string() + "' --target hubert");
}

TEST_F(ABuildFolder, SuggestsWhatCouldBeBuilt) {
  std::string why;
  EXPECT_EQ(registry().find(Kind::backbone, "huber", why), nullptr);
  EXPECT_NE(why.find("Did you mean 'hubert'?"), std::string::npos) << why;
}

TEST(AnInstalledProgram, HasNoListOfWhatCouldBeBuilt) {
  const Temporary folder;
  EXPECT_TRUE(not_built_in(folder.path() / "lib" / "serhost" / "plugins").empty());
  EXPECT_TRUE(not_built_in({}).empty());
}

}  // namespace
