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

TEST(AKeyMap, TakesOffWhateverStandsBeforeTheMark) {
  const std::string conv = "encoder.pos_conv_embed.conv.bias";
  for (const std::string prefix :
       {"_orig_mod.", "model.", "ssl_model.encoder.model.", "_orig_mod.sample."}) {
    const auto out = map_names(sample(), {prefix + conv, "head.weight", prefix + "stranger"});
    ASSERT_EQ(out.layout, &sample().layouts[0]) << prefix;
    EXPECT_EQ(out.prefix, prefix);
    EXPECT_EQ(out.sources.at(conv), prefix + conv);
    EXPECT_EQ(out.sources.at("stranger"), prefix + "stranger");
    EXPECT_THAT(out.extras, ElementsAre("head.weight")) << "of another part of the file";
  }
  EXPECT_EQ(map_names(sample(), {"sample." + conv}).prefix, "");
}

TEST(AKeyMap, NamesThePrefixesOfAFileThatHoldsTheModelTwice) {
  const std::string conv = "encoder.pos_conv_embed.conv.bias";
  const auto out = map_names(sample(), {"student." + conv, "teacher." + conv});
  EXPECT_EQ(out.layout, nullptr);
  EXPECT_THAT(out.several, ElementsAre("student.", "teacher."));
  EXPECT_EQ(map_names(sample(), {"a.sample." + conv, "b." + conv}).prefix, "a.sample.")
      << "the family's own prefix decides";
}

TEST(AKeyMap, WithAMarkThatOthersHaveNeedsItsOwnPrefix) {
  auto layout = stranger().layouts.front();
  layout.needs_prefix = true;
  const Family careful = {"careful", {layout}};
  const std::string query = "layers.0.self_attn.q_proj.weight";
  EXPECT_EQ(map_names(careful, {"model." + query}).layout, nullptr);
  EXPECT_NE(map_names(stranger(), {"model." + query}).layout, nullptr);
  EXPECT_NE(map_names(careful, {"a.model.encoder." + query}).layout, nullptr);
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
