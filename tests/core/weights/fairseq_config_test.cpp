// What fairseq and its kin say of a model, in the terms of config.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/weights/layouts.hpp>

#include "base/error.hpp"
#include "weights/layouts/conv_layers.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::HasSubstr;

namespace {

using Numbers = std::vector<std::int64_t>;

}  // namespace

TEST(ConvLayers, AreReadAsPythonWouldEvaluateThem) {
  const auto layers = conv_layers("[(512,10,5)] + [(512, 3, 2)] * 4 + [(512,2,2)]*2", "a.pt");
  EXPECT_EQ(layers.width, (Numbers{512, 512, 512, 512, 512, 512, 512}));
  EXPECT_EQ(layers.kernel, (Numbers{10, 3, 3, 3, 3, 2, 2}));
  EXPECT_EQ(layers.stride, (Numbers{5, 2, 2, 2, 2, 2, 2}));
  EXPECT_EQ(conv_layers("[(512, 10, 5), (512, 8, 4), ]", "a.pt").kernel, (Numbers{10, 8}));
}

TEST(ConvLayers, ThatAreNoListAreRefused) {
  for (const auto* text : {"", "[]", "[(1,2)]", "[(1,2,3)] * 1000000", "[(1,2,3)] -", "[(1,2,0)]",
                           "[(99999999999,2,1)]", "__import__('os')"}) {
    EXPECT_THROW(conv_layers(text, "a.pt"), Error) << text;
  }
}

TEST(AFairseqConfig, IsReadFromWhereTheModelIsDescribed) {
  const auto translated = [](const char* json) {
    return translated_fairseq(Config::parse(json, "a.pt"), "sample");
  };
  const auto whole = translated(R"({"model": {"encoder_layers": 24, "conv_pos": 128,
    "conv_feature_layers": "[(8,10,5)] + [(8,3,2)]", "extractor_mode": "layer_norm"}})");
  EXPECT_EQ(whole.json(),
            R"({"conv_dim":[8,8],"conv_kernel":[10,3],"conv_stride":[5,2],)"
            R"("feat_extract_norm":"layer","model_type":"sample","num_conv_pos_embeddings":128,)"
            R"("num_feat_extract_layers":2,"num_hidden_layers":24})");
  EXPECT_EQ(translated(R"({"w2v_args": {"encoder_layers": 6}})").integer("num_hidden_layers"), 6);
  EXPECT_EQ(translated(R"({"model": {"conv_pos": 95, "pos_conv_depth": 5}})")
                .integer("conv_pos_kernel_size"),
            19);
  EXPECT_TRUE(translated("{}").empty());
}

TEST(AFairseqConfig, SaysWhetherWaveformsAreNormalized) {
  const auto said = [](const char* json) {
    return fairseq_preprocessor(Config::parse(json, "a.pt")).boolean("do_normalize");
  };
  EXPECT_EQ(said(R"({"task": {"normalize": true}})"), true);
  EXPECT_EQ(said(R"({"normalize": false})"), false);
  EXPECT_EQ(said(R"({"task": {"normalize": "${model.normalize}"}})"), std::nullopt);
}
