// How the names and configs of published checkpoints become those of the model.
#include "family.hpp"

#include <gmock/gmock.h>

#include "../key_maps.hpp"

using key_maps::mapped;
using key_maps::translated;
using testing::ElementsAre;

// The tables of the published formats, one line per row.
TEST(KeyMaps, OfFairseqGiveTheNamesOfHuggingFace) {
  const auto to = [](const char* name) { return mapped(hubert::family(), "fairseq", name); };
  EXPECT_EQ(to("feature_extractor.conv_layers.3.0.weight"),
            "feature_extractor.conv_layers.3.conv.weight");
  EXPECT_EQ(to("feature_extractor.conv_layers.0.2.bias"),
            "feature_extractor.conv_layers.0.layer_norm.bias");
  EXPECT_EQ(to("feature_extractor.conv_layers.6.2.1.weight"),
            "feature_extractor.conv_layers.6.layer_norm.weight");
  EXPECT_EQ(to("layer_norm.weight"), "feature_projection.layer_norm.weight");
  EXPECT_EQ(to("post_extract_proj.bias"), "feature_projection.projection.bias");
  EXPECT_EQ(to("mask_emb"), "masked_spec_embed");
  EXPECT_EQ(to("encoder.pos_conv.0.weight_g"), "encoder.pos_conv_embed.conv.weight_g");
  EXPECT_EQ(to("encoder.pos_conv.0.bias"), "encoder.pos_conv_embed.conv.bias");
  EXPECT_EQ(to("encoder.layers.11.self_attn.q_proj.weight"),
            "encoder.layers.11.attention.q_proj.weight");
  EXPECT_EQ(to("encoder.layers.1.self_attn.out_proj.bias"),
            "encoder.layers.1.attention.out_proj.bias");
  EXPECT_EQ(to("encoder.layers.1.self_attn_layer_norm.weight"),
            "encoder.layers.1.layer_norm.weight");
  EXPECT_EQ(to("encoder.layers.1.fc1.weight"),
            "encoder.layers.1.feed_forward.intermediate_dense.weight");
  EXPECT_EQ(to("encoder.layers.1.fc2.bias"), "encoder.layers.1.feed_forward.output_dense.bias");
  EXPECT_EQ(to("encoder.layers.1.final_layer_norm.bias"), "encoder.layers.1.final_layer_norm.bias");
  EXPECT_EQ(to("encoder.layer_norm.weight"), "encoder.layer_norm.weight");
  EXPECT_EQ(to("label_embs_concat"), "extra: label_embs_concat");
  EXPECT_EQ(to("final_proj.weight"), "extra: final_proj.weight");
  EXPECT_EQ(to("a_stranger"), "a_stranger");
}

TEST(KeyMaps, OfHuggingFaceTakeThePrefixOffAndNameWeightNormInOneWay) {
  const auto to = [](const char* name) {
    return mapped(hubert::family(), "Hugging Face", name, "hubert.");
  };
  EXPECT_EQ(to("encoder.layers.0.attention.k_proj.weight"),
            "encoder.layers.0.attention.k_proj.weight");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.parametrizations.weight.original0"),
            "encoder.pos_conv_embed.conv.weight_g");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.parametrizations.weight.original1"),
            "encoder.pos_conv_embed.conv.weight_v");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.weight_g"), "encoder.pos_conv_embed.conv.weight_g");
  const auto out = map_names(hubert::family(), {"hubert.encoder.pos_conv_embed.conv.bias",
                                                "classifier.weight", "projector.bias", "stranger"});
  EXPECT_THAT(out.extras, ElementsAre("classifier.weight", "projector.bias"));
  EXPECT_TRUE(out.sources.contains("stranger"));
}

TEST(KeyMaps, RefuseTwoNamesThatBecomeOne) {
  EXPECT_THROW(map_names(hubert::family(),
                         {"encoder.pos_conv_embed.conv.weight_g",
                          "encoder.pos_conv_embed.conv.parametrizations.weight.original0"}),
               std::exception);
}

TEST(AFairseqConfig, BecomesThatOfHuggingFace) {
  const auto config = translated(
      hubert::family(), 1,
      R"({"model": {"encoder_layers": 24, "encoder_embed_dim": 1024, "encoder_ffn_embed_dim": 4096,
    "encoder_attention_heads": 16, "activation_fn": "gelu", "layer_norm_first": true,
    "extractor_mode": "layer_norm", "conv_bias": false, "conv_pos": 128, "conv_pos_groups": 16,
    "dropout": 0.0, "dropout_input": 0.1, "encoder_layerdrop": 0.05, "mask_prob": 0.8,
    "conv_feature_layers": "[(8,10,5)] + [(8,3,2)]", "layer_type": "transformer"},
    "task": {"normalize": true}})");
  EXPECT_EQ(
      config.json(),
      R"({"conv_bias":false,"conv_dim":[8,8],"conv_kernel":[10,3],"conv_stride":[5,2],)"
      R"("do_stable_layer_norm":true,)"
      R"("feat_extract_norm":"layer","feat_proj_dropout":0.1,"hidden_act":"gelu",)"
      R"("hidden_dropout":0.0,"hidden_size":1024,)"
      R"("intermediate_size":4096,"layerdrop":0.05,"model_type":"hubert","num_attention_heads":16,)"
      R"("num_conv_pos_embedding_groups":16,"num_conv_pos_embeddings":128,)"
      R"("num_feat_extract_layers":2,"num_hidden_layers":24})");
  const auto own = serhost::weights::Config::parse(R"({"task": {"normalize": true}})", "a.pt");
  EXPECT_EQ(hubert::family().layouts[1].preprocessor(own).boolean("do_normalize"), true);
}
