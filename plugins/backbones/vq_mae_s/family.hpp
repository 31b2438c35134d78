// VQ-MAE-S: the encoder in a file of the whole autoencoder or of a fine-tuned classifier; and the
// VQ-VAE that gives its codes, a file of its own.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace vq_mae_s {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "vq_mae_s",
      {{.name = "VQ-MAE-S",
        .mark = "transformer.{i}.attn.qkv.weight",
        .prefixes = {"encoder.", "classifier_head."},
        .extras = {"decoder.*", "query2emo.*", "head.*"},
        .needs_prefix = true},
       {.name = "VQ-VAE",
        .mark = "_vq_vae._embedding.weight",
        .extras = {"_decoder.*", "_vq_vae._ema_*"}}},
      {"_vq_vae._embedding.weight"}};
  return family;
}

}  // namespace vq_mae_s
