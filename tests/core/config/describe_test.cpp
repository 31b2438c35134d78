// What `serhost describe` prints, letter by letter.
#include "config/describe.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fixture.hpp"

namespace serhost::config {
namespace {

TEST(Describe, PrintsOneLineAParameter) {
  EXPECT_EQ(describe_text(testing::offer_of("focal")),
            "focal (loss) - the focal of the tests\n"
            "from plugin focal 1.2.3, /plugins/focal.so\n"
            "\n"
            "  gamma   real             2.0   0 or more             0 gives plain cross-entropy\n"
            "  alpha   table of reals   -     0 or more, by class   weight of each class\n"
            "\n"
            "built for: serhost API 1.0, libtorch 2.13.0, libstdc++ cxx11abi=1, plain, C++20, gcc "
            "12, x86-64\n");
  EXPECT_EQ(describe_text(testing::offer_of("hubert")),
            "hubert (backbone) - the hubert of the tests\n"
            "from plugin hubert 1.2.3, /plugins/hubert.so\n"
            "\n"
            "  checkpoint   path   \"\"\n"
            "\n"
            "abilities: layerwise, staged\n"
            "built for: serhost API 1.0, libtorch 2.13.0, libstdc++ cxx11abi=1, plain, C++20, gcc "
            "12, x86-64\n");
}

TEST(Describe, JsonKeepsTypesBoundsAndChoices) {
  const auto json = describe_json(testing::offer_of("everything"));
  ASSERT_EQ(json["parameters"].size(), 11u);
  const auto& count = json["parameters"][1];
  EXPECT_EQ(count["name"], "count");
  EXPECT_EQ(count["type"], "integer");
  EXPECT_EQ(count["default"], 3);
  EXPECT_EQ(count["minimum"], 1.0);
  EXPECT_EQ(count["maximum"], 10.0);
  EXPECT_EQ(json["parameters"][3]["choices"], (std::vector<std::string>{"soft", "hard"}));
  EXPECT_TRUE(json["parameters"][10]["default"].is_null());
  EXPECT_TRUE(json["parameters"][10]["optional"]);
  EXPECT_EQ(json["abi"]["torch"], "2.13.0");
}

TEST(Describe, NamesTitleAndOrder) {
  auto info = testing::offer_of("focal");
  EXPECT_EQ(describe_json(info)["title"], "focal");
  EXPECT_THAT(describe_text(info), ::testing::Not(::testing::HasSubstr("in tables")));
  info.title = "Focal";
  info.order = 30;
  EXPECT_EQ(describe_json(info)["title"], "Focal");
  EXPECT_EQ(describe_json(info)["order"], 30);
  EXPECT_THAT(describe_text(info), ::testing::HasSubstr("\nin tables: Focal\n"));
}

TEST(Describe, PrintsTheReadmeBesideTheLibraryWithoutItsHeading) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("serhost-describe-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "focal");
  std::ofstream(folder / "focal" / "README.md") << "# focal\n\nDown-weights easy clips.\n\n";
  auto info = testing::offer_of("focal");
  info.file = folder / "focal.so";
  EXPECT_EQ(readme_of(info), "Down-weights easy clips.\n");
  EXPECT_THAT(describe_text(info), ::testing::EndsWith(", x86-64\n\nDown-weights easy clips.\n"));
  EXPECT_EQ(describe_json(info)["readme"], "Down-weights easy clips.\n");
  std::filesystem::remove_all(folder);
  EXPECT_EQ(readme_of(info), "");
}

}  // namespace
}  // namespace serhost::config
