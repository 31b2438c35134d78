// wav2vec, the first: the files of fairseq.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace wav2vec {

using serhost::weights::fairseq_wav2vec_layout;
using serhost::weights::Family;

inline const Family& family() {
  static const Family family = {
      "wav2vec", {fairseq_wav2vec_layout("feature_aggregator.conv_layers.{i}.1.weight")}};
  return family;
}

}  // namespace wav2vec
