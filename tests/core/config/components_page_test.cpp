// The page of all components: its sections, their READMEs and parameters.
#include "config/components_page.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fixture.hpp"

namespace serhost::config {
namespace {

TEST(ComponentsPage, HasASectionPerKindAndALinePerParameter) {
  const auto text = components_markdown(testing::components());
  EXPECT_THAT(text,
              ::testing::HasSubstr("\n## Losses\n\n### cross_entropy\n\n**the cross_entropy of the "
                                   "tests.**\n\nNo parameters.\n\n### everything\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("- `gamma` (real, default `2.0`, 0 or more): 0 gives "
                                         "plain cross-entropy\n"));
  EXPECT_THAT(text, ::testing::HasSubstr(
                        "- `parts` (list of losses, default `[]`): the losses that are added\n"));
  EXPECT_LT(text.find("## Backbones"), text.find("## Losses"));
  EXPECT_LT(text.find("## Losses"), text.find("## Datasets"));
  EXPECT_LT(text.find("## Datasets"), text.find("## Optimizers"));
  EXPECT_EQ(text.find("## Heads"), std::string::npos) << "there is none";
  EXPECT_THAT(text, ::testing::HasSubstr("\n## Abilities\n"));
  EXPECT_THAT(text, ::testing::HasSubstr("\n- `layerwise`: "));
}

TEST(ComponentsPage, HoldsTheReadmeWithLinksToOtherSections) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("serhost-page-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder / "focal");
  std::ofstream(folder / "focal" / "README.md")
      << "# focal\n\nLike [aam](../aam/README.md), see [the paper](https://arxiv.org).\n";
  auto info = testing::offer_of("focal");
  info.file = folder / "focal.so";
  info.plugin = "focal";
  EXPECT_THAT(components_markdown({info}),
              ::testing::HasSubstr("\n\nLike [aam](#aam), see [the paper](https://arxiv.org)."
                                   "\n\nParameters:\n\n- `gamma`"));
  auto other = info;
  other.name = "other";
  EXPECT_THAT(components_markdown({info, other}),
              ::testing::HasSubstr("\n\nOf the plugin [focal](#focal).\n\nParameters:"))
      << "the README is its plugin's, which is told once";
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace serhost::config
