// Weight norm has one name in modules: the old one, for a dot cannot be part of a parameter's name.
#include <serhost/weights/layouts.hpp>

namespace serhost::weights {

Layout hugging_face_layout(std::string_view prefix, std::string_view mark) {
  return {.name = "Hugging Face",
          .mark = mark,
          .prefixes = {prefix},
          .rules = {{"*.parametrizations.weight.original0", "*.weight_g"},
                    {"*.parametrizations.weight.original1", "*.weight_v"}},
          .extras = {"lm_head.*", "quantizer.*", "project_hid.*", "project_q.*", "projector.*",
                     "classifier.*", "layer_weights", "tdnn.*", "objective.*", "label_embs_concat",
                     "final_proj.*"}};
}

Layout fairseq_layout(Config (*config)(const Config&), std::string_view mark) {
  return {
      .name = "fairseq",
      .mark = mark,
      .prefixes = {"w2v_encoder.w2v_model."},
      .rules =
          {
              {"feature_extractor.conv_layers.{i}.0.{p}",
               "feature_extractor.conv_layers.{i}.conv.{p}"},
              {"feature_extractor.conv_layers.{i}.2.1.{p}",
               "feature_extractor.conv_layers.{i}.layer_norm.{p}"},
              {"feature_extractor.conv_layers.{i}.2.{p}",
               "feature_extractor.conv_layers.{i}.layer_norm.{p}"},
              {"layer_norm.{p}", "feature_projection.layer_norm.{p}"},
              {"post_extract_proj.{p}", "feature_projection.projection.{p}"},
              {"mask_emb", "masked_spec_embed"},
              {"encoder.layers.{i}.self_attn.grep_linear.{p}",
               "encoder.layers.{i}.attention.gru_rel_pos_linear.{p}"},
              {"encoder.layers.{i}.self_attn.grep_a",
               "encoder.layers.{i}.attention.gru_rel_pos_const"},
              {"encoder.layers.{i}.self_attn.relative_attention_bias.{p}",
               "encoder.layers.{i}.attention.rel_attn_embed.{p}"},
              {"encoder.layers.{i}.self_attn.{a}_proj.{p}",
               "encoder.layers.{i}.attention.{a}_proj.{p}"},
              {"encoder.layers.{i}.self_attn_layer_norm.{p}", "encoder.layers.{i}.layer_norm.{p}"},
              {"encoder.layers.{i}.fc1.{p}",
               "encoder.layers.{i}.feed_forward.intermediate_dense.{p}"},
              {"encoder.layers.{i}.fc2.{p}", "encoder.layers.{i}.feed_forward.output_dense.{p}"},
              {"quantizer.vars", "quantizer.codevectors"},
              {"w2v_encoder.proj.{p}", "lm_head.{p}"},
          },
      .extras = {"quantizer.*", "project_q.*", "project_hid.*", "final_proj.*", "target_glu.*",
                 "input_quantizer.*", "project_inp.*", "label_embs_concat", "lm_head.*", "_ema.*"},
      .config = config,
      .preprocessor = &fairseq_preprocessor};
}

Layout torchaudio_layout() {
  return {
      .name = "torchaudio",
      .mark = "encoder.transformer.pos_conv_embed.conv.*",
      .prefixes = {"wav2vec2.", "model."},
      .rules = {{"encoder.transformer.*.parametrizations.weight.original0", "encoder.*.weight_g"},
                {"encoder.transformer.*.parametrizations.weight.original1", "encoder.*.weight_v"},
                {"encoder.transformer.*", "encoder.*"},
                {"encoder.feature_projection.*", "feature_projection.*"},
                {"mask_generator.mask_embedding", "masked_spec_embed"},
                {"aux.{p}", "lm_head.{p}"}},
      .extras = {"lm_head.*", "logit_generator.*"}};
}

}  // namespace serhost::weights
