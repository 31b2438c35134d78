// What fairseq and its kin say of a model, in the terms of config.json.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/weights/families.hpp>

#include "base/error.hpp"
#include "weights/families/conv_layers.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::HasSubstr;

namespace {

using Numbers = std::vector<std::int64_t>;

Config translated(const Family& family, std::size_t layout, const std::string& json) {
  return family.layouts.at(layout).config(Config::parse(json, "a.pt"));
}

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

TEST(AFairseqConfig, BecomesThatOfHuggingFace) {
  const auto config = translated(
      hubert(), 1,
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
  const auto own = Config::parse(R"({"task": {"normalize": true}})", "a.pt");
  EXPECT_EQ(hubert().layouts[1].preprocessor(own).boolean("do_normalize"), true);
}

TEST(AFairseqConfig, OfAFineTunedModelIsThatOfThePretrainedOne) {
  const auto config = translated(
      wav2vec2(), 1,
      R"({"normalize": false, "w2v_args": {"encoder_layers": 6, "extractor_mode": "default"}})");
  EXPECT_EQ(config.integer("num_hidden_layers"), 6);
  EXPECT_EQ(config.text("feat_extract_norm"), "group");
}

TEST(AFairseqConfig, KeepsWhatChangesTheComputationUnderItsOwnName) {
  const auto config =
      translated(wav2vec2(), 1,
                 R"({"quantize_input": true, "layer_type": "conformer", "pos_enc_type": "abs"})");
  EXPECT_EQ(config.json(),
            R"({"layer_type":"conformer","model_type":"wav2vec2","quantize_input":true})");
}

TEST(AFairseqConfig, OfData2vecHasTheStackOfPositions) {
  const auto config =
      translated(data2vec_audio(), 1, R"({"model": {"conv_pos": 95, "pos_conv_depth": 5}})");
  EXPECT_EQ(config.integer("num_conv_pos_embeddings"), 5);
  EXPECT_EQ(config.integer("conv_pos_kernel_size"), 19);  // 95 / 5
}

TEST(AWavlmConfig, HasItsBuckets) {
  const auto config = translated(
      wavlm(), 1,
      R"({"num_buckets": 320, "max_distance": 800, "normalize": true, "gru_rel_pos": true})");
  EXPECT_EQ(config.integer("max_bucket_distance"), 800);
  EXPECT_FALSE(config.has("gru_rel_pos"));
  EXPECT_EQ(wavlm()
                .layouts[1]
                .preprocessor(Config::parse(R"({"normalize": true})", "a.pt"))
                .boolean("do_normalize"),
            true);
}

TEST(OpenAisDimensions, BecomeThoseOfHuggingFace) {
  const auto config =
      translated(whisper(), 1,
                 R"({"n_mels": 80, "n_audio_ctx": 1500, "n_audio_state": 384, "n_audio_head": 6,
          "n_audio_layer": 4})");
  EXPECT_EQ(
      config.json(),
      R"({"d_model":384,"encoder_attention_heads":6,"encoder_ffn_dim":1536,"encoder_layers":4,)"
      R"("max_source_positions":1500,"model_type":"whisper","num_mel_bins":80})");
}

TEST(AWav2vecConfig, ListsItsConvolutions) {
  const auto config = translated(wav2vec(), 0,
                                 R"({"conv_feature_layers": "[(512, 10, 5)]",
          "conv_aggregator_layers": "[(512, 2, 1), (512, 3, 1)]", "log_compression": true})");
  EXPECT_EQ(config.integers("conv_kernel"), (Numbers{10}));
  EXPECT_EQ(config.integers("aggregator_kernel"), (Numbers{2, 3}));
  EXPECT_EQ(config.boolean("log_compression"), true);
}
