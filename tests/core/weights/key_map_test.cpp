#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/weights/families.hpp>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::ElementsAre;
using testing::IsEmpty;

namespace {

/// Where the only name goes that a family's layout of that name gives `name`; "extra: …" where a
/// module need not have it.
std::string mapped(const Family& family, std::string_view layout, const std::string& name,
                   const std::string& prefix = "") {
  for (const auto& each : family.layouts) {
    if (each.name != layout) continue;
    std::string mark(each.mark);
    for (auto at = mark.find("{i}"); at != std::string::npos; at = mark.find("{i}"))
      mark.replace(at, 3, "0");
    for (auto at = mark.find('*'); at != std::string::npos; at = mark.find('*'))
      mark.replace(at, 1, "bias");
    const auto out = map_names(family, mark == name ? std::vector{prefix + name}
                                                    : std::vector{prefix + name, prefix + mark});
    EXPECT_EQ(out.layout, &each);
    for (const auto& [own, source] : out.sources) {
      if (source == prefix + name)
        return (std::find(out.extras.begin(), out.extras.end(), own) != out.extras.end() ? "extra: "
                                                                                         : "") +
               own;
    }
  }
  return "(nowhere)";
}

}  // namespace

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

// The tables of the published formats, one line a row.
TEST(KeyMaps, OfFairseqGiveTheNamesOfHuggingFace) {
  const auto to = [](const char* name) { return mapped(hubert(), "fairseq", name); };
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

TEST(KeyMaps, OfFairseqFineTunedForCtcTakeTheirPrefixOff) {
  const auto out = map_names(
      wav2vec2(), {"w2v_encoder.w2v_model.encoder.pos_conv.0.weight_v", "w2v_encoder.proj.weight"});
  ASSERT_NE(out.layout, nullptr);
  EXPECT_EQ(out.sources.at("encoder.pos_conv_embed.conv.weight_v"),
            "w2v_encoder.w2v_model.encoder.pos_conv.0.weight_v");
  EXPECT_THAT(out.extras, ElementsAre("lm_head.weight"));
}

TEST(KeyMaps, OfWav2vec2KnowItsQuantizer) {
  EXPECT_EQ(mapped(wav2vec2(), "fairseq", "quantizer.vars"), "extra: quantizer.codevectors");
  EXPECT_EQ(mapped(wav2vec2(), "fairseq", "quantizer.weight_proj.bias"),
            "extra: quantizer.weight_proj.bias");
  EXPECT_EQ(mapped(wav2vec2(), "fairseq", "final_proj.bias"), "extra: project_hid.bias");
  EXPECT_EQ(mapped(wav2vec2(), "Hugging Face", "project_q.weight"), "extra: project_q.weight");
}

TEST(KeyMaps, OfWavlmKnowItsBias) {
  const auto to = [](const char* name) { return mapped(wavlm(), "WavLM", name); };
  EXPECT_EQ(to("encoder.layers.2.self_attn.grep_linear.weight"),
            "encoder.layers.2.attention.gru_rel_pos_linear.weight");
  EXPECT_EQ(to("encoder.layers.2.self_attn.grep_a"),
            "encoder.layers.2.attention.gru_rel_pos_const");
  EXPECT_EQ(to("encoder.layers.0.self_attn.relative_attention_bias.weight"),
            "encoder.layers.0.attention.rel_attn_embed.weight");
  EXPECT_EQ(to("encoder.pos_conv.0.weight_v"), "encoder.pos_conv_embed.conv.weight_v");
}

TEST(KeyMaps, OfData2vecStackTheirPositions) {
  EXPECT_EQ(mapped(data2vec_audio(), "fairseq", "encoder.pos_conv.4.0.bias"),
            "encoder.pos_conv_embed.layers.4.conv.bias");
  EXPECT_EQ(mapped(data2vec_audio(), "fairseq", "final_proj.0.weight"),
            "extra: final_proj.0.weight");
}

TEST(KeyMaps, OfHuggingFaceTakeThePrefixOffAndNameWeightNormInOneWay) {
  const auto to = [](const char* name) {
    return mapped(hubert(), "Hugging Face", name, "hubert.");
  };
  EXPECT_EQ(to("encoder.layers.0.attention.k_proj.weight"),
            "encoder.layers.0.attention.k_proj.weight");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.parametrizations.weight.original0"),
            "encoder.pos_conv_embed.conv.weight_g");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.parametrizations.weight.original1"),
            "encoder.pos_conv_embed.conv.weight_v");
  EXPECT_EQ(to("encoder.pos_conv_embed.conv.weight_g"), "encoder.pos_conv_embed.conv.weight_g");
  const auto out = map_names(hubert(), {"hubert.encoder.pos_conv_embed.conv.bias",
                                        "classifier.weight", "projector.bias", "stranger"});
  EXPECT_THAT(out.extras, ElementsAre("classifier.weight", "projector.bias"));
  EXPECT_TRUE(out.sources.contains("stranger"));
}

TEST(KeyMaps, OfWhisperReadBothFormsOfTheEncoder) {
  EXPECT_EQ(mapped(whisper(), "Hugging Face", "layers.0.self_attn.q_proj.weight", "model.encoder."),
            "layers.0.self_attn.q_proj.weight");
  const auto to = [](const char* name) { return mapped(whisper(), "OpenAI", name, "encoder."); };
  EXPECT_EQ(to("conv1.weight"), "conv1.weight");
  EXPECT_EQ(to("positional_embedding"), "embed_positions.weight");
  EXPECT_EQ(to("blocks.3.attn.query.weight"), "layers.3.self_attn.q_proj.weight");
  EXPECT_EQ(to("blocks.3.attn.key.weight"), "layers.3.self_attn.k_proj.weight");
  EXPECT_EQ(to("blocks.3.attn.value.bias"), "layers.3.self_attn.v_proj.bias");
  EXPECT_EQ(to("blocks.3.attn.out.bias"), "layers.3.self_attn.out_proj.bias");
  EXPECT_EQ(to("blocks.3.attn_ln.weight"), "layers.3.self_attn_layer_norm.weight");
  EXPECT_EQ(to("blocks.3.mlp.0.weight"), "layers.3.fc1.weight");
  EXPECT_EQ(to("blocks.3.mlp.2.weight"), "layers.3.fc2.weight");
  EXPECT_EQ(to("blocks.3.mlp_ln.bias"), "layers.3.final_layer_norm.bias");
  EXPECT_EQ(to("ln_post.bias"), "layer_norm.bias");
  const auto out = map_names(
      whisper(), {"encoder.blocks.0.attn.query.weight", "decoder.blocks.0.attn.query.weight"});
  EXPECT_THAT(out.extras, ElementsAre("decoder.blocks.0.attn.query.weight"));
}

TEST(KeyMaps, OfData2vec2KeepTheReleasedNames) {
  const auto to = [](const char* name, const char* prefix) {
    return mapped(data2vec2(), "data2vec 2.0", name, prefix);
  };
  EXPECT_EQ(to("blocks.7.attn.qkv.weight", ""), "blocks.7.attn.qkv.weight");
  EXPECT_EQ(to("modality_encoders.AUDIO.alibi_scale", "d2v_model."),
            "modality_encoders.AUDIO.alibi_scale");
  EXPECT_EQ(to("modality_encoders.AUDIO.decoder.proj.weight", ""),
            "extra: modality_encoders.AUDIO.decoder.proj.weight");
  EXPECT_EQ(to("_ema.blocks.0.norm1.bias", ""), "extra: _ema.blocks.0.norm1.bias");
  EXPECT_EQ(to("proj.weight", ""), "extra: proj.weight");
}

TEST(KeyMaps, OfWav2vecKeepTheReleasedNames) {
  EXPECT_EQ(mapped(wav2vec(), "fairseq", "feature_aggregator.conv_layers.0.3.weight"),
            "feature_aggregator.conv_layers.0.3.weight");
  EXPECT_EQ(mapped(wav2vec(), "fairseq", "wav2vec_predictions.project_to_steps.bias"),
            "extra: wav2vec_predictions.project_to_steps.bias");
  EXPECT_EQ(mapped(vq_wav2vec(), "fairseq", "vector_quantizer.vars"), "vector_quantizer.vars");
}

TEST(KeyMaps, GiveNoLayoutToTheNamesOfAnotherFamily) {
  EXPECT_EQ(map_names(whisper(), {"feature_aggregator.conv_layers.0.1.weight"}).layout, nullptr);
  EXPECT_THAT(map_names(whisper(), {}).sources, IsEmpty());
}

TEST(KeyMaps, RefuseTwoNamesThatBecomeOne) {
  EXPECT_THROW(
      map_names(hubert(), {"encoder.pos_conv_embed.conv.weight_g",
                           "encoder.pos_conv_embed.conv.parametrizations.weight.original0"}),
      Error);
}
