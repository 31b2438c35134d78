#include "testing/variants.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "testing/temporary.hpp"

using namespace serhost;
using namespace serhost::conformance;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

namespace {

class Variants : public ::testing::Test {
 protected:
  std::filesystem::path put(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }
  TemporaryDirectory folder_;
};

}  // namespace

TEST_F(Variants, AreTheLinesOfTheFile) {
  const auto all = read_variants(
      put("contract.txt", "# small\nwidth=8; layers=1 ;\n\ndefaults\n  sizes=[1, 2]\n"));
  ASSERT_EQ(all.size(), 3U);
  EXPECT_THAT(all[0].parameters, ElementsAre("width=8", "layers=1"));
  EXPECT_THAT(all[1].parameters, IsEmpty());
  EXPECT_THAT(all[2].parameters, ElementsAre("sizes=[1, 2]"));
}

TEST_F(Variants, AreLookedForInTheSourceTreeThenBesideTheLibraryThenHere) {
  host::ComponentInfo info;
  info.kind = Kind::loss;
  info.plugin = "mine";
  info.file = folder_.path() / "lib" / "mine.so";
  const auto here = folder_.path();
  EXPECT_EQ(beside(info, "contract.txt", here), "");
  EXPECT_EQ(variants_of(info, here).size(), 1U) << "its defaults";
  const auto in_folder = put("contract.txt", "a=1");
  EXPECT_EQ(beside(info, "contract.txt", here), in_folder);
  const auto in_library = put("lib/contract.txt", "a=2");
  EXPECT_EQ(beside(info, "contract.txt", here), in_library);
  const auto in_tree = put("plugins/losses/mine/contract.txt", "a=3");
  EXPECT_EQ(beside(info, "contract.txt", here), in_tree);
  EXPECT_THAT(variants_of(info, here)[0].parameters, ElementsAre("a=3"));
}
