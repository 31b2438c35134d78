#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "sample_families.hpp"

using namespace serhost;
using namespace serhost::weights;
using namespace sample_families;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(APattern, MatchesPartsAndRests) {
  EXPECT_TRUE(matches("layers.{i}.weight", "layers.12.weight"));
  EXPECT_FALSE(matches("layers.{i}.weight", "layers.1.2.weight"));
  EXPECT_FALSE(matches("layers.{i}.weight", "layers..weight"));
  EXPECT_TRUE(matches("decoder.*", "decoder.a.b"));
  EXPECT_TRUE(matches("*.weight", "a.b.weight"));
  EXPECT_FALSE(matches("*.weight", "a.b.weights"));
  EXPECT_TRUE(matches("{a}_proj.{p}", "q_proj.bias"));
  EXPECT_FALSE(matches("weight", std::string(100'000, 'w')));
}

TEST(ARule, RepeatsWhatItsMarksStoodFor) {
  EXPECT_EQ(renamed({"a.{i}.{p}", "{p}/{i}"}, "a.7.bias"), "bias/7");
  EXPECT_EQ(renamed({"*.original0", "*.g"}, "x.y.original0"), "x.y.g");
  EXPECT_EQ(renamed({"a.{i}", "b.{i}"}, "c.1"), "");
}

TEST(AKeyMap, TakesThePrefixOffNamesExtrasAndLeavesStrangersAlone) {
  const auto out =
      map_names(sample(), {"sample.encoder.pos_conv_embed.conv.parametrizations.weight.original0",
                           "sample.masked_spec_embed", "classifier.weight", "a_stranger"});
  EXPECT_EQ(out.layout, &sample().layouts[0]);
  EXPECT_EQ(out.sources.at("encoder.pos_conv_embed.conv.weight_g"),
            "sample.encoder.pos_conv_embed.conv.parametrizations.weight.original0");
  EXPECT_EQ(out.sources.at("masked_spec_embed"), "sample.masked_spec_embed");
  EXPECT_EQ(out.sources.at("a_stranger"), "a_stranger");
  EXPECT_THAT(out.extras, ElementsAre("classifier.weight"));
}

TEST(AKeyMap, HasTheLayoutWhoseMarkIsThere) {
  EXPECT_EQ(layout_of(sample(), {"encoder.pos_conv.0.weight_v"}), &sample().layouts[1]);
  EXPECT_EQ(map_names(stranger(), {"encoder.pos_conv.0.weight_v"}).layout, nullptr);
  EXPECT_THAT(map_names(stranger(), {}).sources, IsEmpty());
}

TEST(AKeyMap, RefusesTwoNamesThatBecomeOne) {
  EXPECT_THROW(
      map_names(sample(), {"encoder.pos_conv_embed.conv.weight_g",
                           "encoder.pos_conv_embed.conv.parametrizations.weight.original0"}),
      Error);
}

TEST(AKeyMap, FindsSignsBehindThePrefix) {
  const std::vector<std::string> names = {"twin.encoder.pos_conv_embed.conv.bias",
                                          "twin.quantizer.codevectors"};
  EXPECT_TRUE(has_sign_of(twin(), names));
  EXPECT_FALSE(has_sign_of(twin(), {names[0]}));
  EXPECT_FALSE(has_sign_of(sample(), names));
}
