// Every field of config.json that changes what an encoder computes changes its options; what cannot
// be computed is refused by name.
#include <gtest/gtest.h>

#include <serhost/nn/encoder_config.hpp>
#include <sstream>

namespace {

using namespace serhost::nn;
using serhost::weights::Config;

/// As the plugins of wav2vec 2.0, HuBERT, WavLM and data2vec together read it.
SpeechEncoderOptions read(const std::string& fields) {
  EncoderConfig config;
  auto all = common_fields(config);
  add_norm_fields(all, config);
  all.reads("feat_proj_layer_norm", config.feat_proj_layer_norm)
      .reads("conv_pos_batch_norm", config.conv_pos_batch_norm)
      .reads("conv_pos_kernel_size", config.conv_pos_kernel_size)
      .reads("num_buckets", config.num_buckets)
      .reads("max_bucket_distance", config.max_bucket_distance)
      .apply(Config::parse("{" + fields + "}", "config.json"));
  return options_of(config);
}

std::string text(const std::vector<std::int64_t>& list) {
  std::ostringstream out;
  for (const auto entry : list) out << entry << ',';
  return out.str();
}

/// All that the encoder is told, one entry a line.
std::string told(const SpeechEncoderOptions& o) {
  std::ostringstream out;
  const auto& f = o.features;
  const auto& p = o.positions;
  const auto& t = o.transformer;
  const auto& s = o.spec_augment;
  out << "channels " << text(f.channels) << "\nkernels " << text(f.kernels) << "\nstrides "
      << text(f.strides) << "\nbias " << f.bias << "\nlayer norm "
      << (f.norm == ExtractorNorm::layer) << "\nextractor " << static_cast<int>(f.activation)
      << "\nprojection norm " << o.projection_norm << "\nprojection dropout "
      << o.projection_dropout << "\nkernel " << p.kernel << "\ngroups " << p.groups << "\ndepth "
      << p.depth << "\nbatch norm " << p.batch_norm << "\npositions "
      << static_cast<int>(p.activation) << "\nwidth " << t.width << "\nlayers " << t.layers
      << "\nheads " << t.heads << "\nhidden " << t.hidden << "\nnorm first " << t.norm_first
      << "\nactivation " << static_cast<int>(t.activation) << "\nepsilon " << t.epsilon
      << "\ndropout " << t.dropout << "\nof attention " << t.attention_dropout << "\nof activation "
      << t.activation_dropout << "\nbuckets " << t.relative_bias.buckets << "\nfarthest "
      << t.relative_bias.max_distance << "\nlayer drop " << o.layer_drop << "\nmask " << s.on
      << "\nprobability " << s.time_probability << "\nlength " << s.time_length << "\nat least "
      << s.time_min_masks << "\nof features " << s.feature_probability << "\nlength "
      << s.feature_length << "\nat least " << s.feature_min_masks << '\n';
  return out.str();
}

/// The lines of `changed` that `plain` has otherwise.
std::string changes(const std::string& plain, const std::string& changed) {
  std::istringstream a(plain), b(changed);
  std::string out;
  for (std::string before, after; std::getline(a, before) && std::getline(b, after);) {
    if (before != after) out += after + ";";
  }
  return out;
}

}  // namespace

TEST(EncoderConfig, TellsTheEncoderEveryFieldThatChangesTheComputation) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"("hidden_size": 96)", "width 96;"},
      {R"("num_hidden_layers": 5)", "layers 5;"},
      {R"("num_attention_heads": 6)", "heads 6;"},
      {R"("intermediate_size": 7)", "hidden 7;"},
      {R"("hidden_act": "relu")", "activation 2;"},
      {R"("layer_norm_eps": 0.25)", "epsilon 0.25;"},
      {R"("conv_dim": [8, 8, 8, 8, 8, 8, 9])", "channels 8,8,8,8,8,8,9,;"},
      {R"("conv_kernel": [4, 3, 3, 3, 3, 2, 2])", "kernels 4,3,3,3,3,2,2,;"},
      {R"("conv_stride": [4, 2, 2, 2, 2, 2, 1])", "strides 4,2,2,2,2,2,1,;"},
      {R"("conv_bias": true)", "bias 1;"},
      {R"("feat_extract_norm": "layer")", "layer norm 1;"},
      {R"("feat_extract_activation": "silu")", "extractor 3;positions 3;"},
      {R"("do_stable_layer_norm": true)", "norm first 1;"},
      {R"("num_conv_pos_embeddings": 9)", "kernel 9;"},
      {R"("num_conv_pos_embeddings": 5, "conv_pos_kernel_size": 19)", "kernel 19;depth 5;"},
      {R"("num_conv_pos_embedding_groups": 4)", "groups 4;"},
      {R"("feat_proj_layer_norm": false)", "projection norm 0;"},
      {R"("conv_pos_batch_norm": true)", "batch norm 1;"},
      {R"("num_buckets": 32)", "buckets 32;"},
      {R"("max_bucket_distance": 40)", "farthest 40;"},
      {R"("hidden_dropout": 0.5)", "dropout 0.5;"},
      {R"("attention_dropout": 0.5)", "of attention 0.5;"},
      {R"("activation_dropout": 0.5)", "of activation 0.5;"},
      {R"("feat_proj_dropout": 0.5)", "projection dropout 0.5;"},
      {R"("layerdrop": 0.5)", "layer drop 0.5;"},
      {R"("apply_spec_augment": false)", "mask 0;"},
      {R"("mask_time_prob": 0.5)", "probability 0.5;"},
      {R"("mask_time_length": 3)", "length 3;"},
      {R"("mask_time_min_masks": 7)", "at least 7;"},
      {R"("mask_feature_prob": 0.5)", "of features 0.5;"},
      {R"("mask_feature_length": 3)", "length 3;"},
      {R"("mask_feature_min_masks": 7)", "at least 7;"},
      {R"("num_feat_extract_layers": 7)", ""}};  // says again what conv_dim says
  const auto plain = told(read(""));
  for (const auto& [field, expected] : table)
    EXPECT_EQ(changes(plain, told(read(field))), expected) << field;
}

TEST(EncoderConfig, PassesOverWhatOnlyHeadsAndPretrainingUse) {
  const auto plain = told(read(""));
  for (const char* field :
       {R"("final_dropout": 0.5)", R"("classifier_proj_size": 9)", R"("num_labels": 9)",
        R"("id2label": {"0": "a"})", R"("use_weighted_layer_sum": true)",
        R"("num_codevectors_per_group": 9)", R"("num_codevector_groups": 9)",
        R"("contrastive_logits_temperature": 0.9)", R"("num_negatives": 9)",
        R"("codevector_dim": 9)", R"("proj_codevector_dim": 9)", R"("diversity_loss_weight": 0.9)",
        R"("feat_quantizer_dropout": 0.9)", R"("adapter_kernel_size": 9)",
        R"("output_hidden_size": 9)", R"("add_adapter": false)"})
    EXPECT_EQ(told(read(field)), plain) << field;
}

TEST(EncoderConfig, RefusesByNameWhatItCannotCompute) {
  const std::vector<std::pair<std::string, std::string>> table = {
      {R"("add_adapter": true)", "add_adapter"},
      {R"("adapter_attn_dim": 16)", "adapter_attn_dim"},
      {R"("hidden_act": "quick_gelu")", "hidden_act"},
      {R"("feat_extract_activation": "mish")", "feat_extract_activation"},
      {R"("feat_extract_norm": "batch")", "feat_extract_norm"},
      {R"("position_embeddings_type": "rotary")", "position_embeddings_type"},
      {R"("num_feat_extract_layers": 6)", "num_feat_extract_layers"},
      {R"("hidden_dropout": 1.5)", "hidden_dropout"},
      {R"("mask_time_length": 0)", "mask_time_length"},
      {R"("layer_norm_eps": "small")", "layer_norm_eps"},
      {R"("a_new_field": 1)", "a_new_field"}};
  for (const auto& [field, name] : table) {
    try {
      read(field);
      ADD_FAILURE() << field << " was not refused";
    } catch (const std::exception& fault) {
      EXPECT_NE(std::string(fault.what()).find(name), std::string::npos) << fault.what();
    }
  }
}
