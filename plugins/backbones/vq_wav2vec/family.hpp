// vq-wav2vec: the files of fairseq. Its quantizer is part of the model.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace vq_wav2vec {

using serhost::weights::fairseq_wav2vec_layout;
using serhost::weights::Family;

inline const Family& family() {
  static const Family family = [] {
    auto layout = fairseq_wav2vec_layout("vector_quantizer.*");
    layout.extras = {"wav2vec_predictions.*"};
    return Family{"vq_wav2vec", {layout}, {"vector_quantizer.*"}};
  }();
  return family;
}

}  // namespace vq_wav2vec
