// SpecMAE's encoder in a file of the whole autoencoder, or of a fine-tuned classifier.
#pragma once

#include <serhost/weights/key_map.hpp>

namespace spec_mae {

inline const serhost::weights::Family& family() {
  static const serhost::weights::Family family = {
      "spec_mae",
      {{.name = "SpecMAE",
        .mark = "proj.bias",
        .prefixes = {"encoder.", "classifier_head."},
        .extras = {"decoder.*", "query2emo.*", "head.*"},
        .needs_prefix = true}},
      {"proj.bias"}};
  return family;
}

}  // namespace spec_mae
