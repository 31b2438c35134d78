// The list of families, the most particular first: the first whose names are found is what `serhost
// weights show` says.
#include <array>

#include "weights/families/layouts.hpp"

namespace serhost::weights {

std::span<const Family* const> families() {
  static const std::array<const Family*, 8> all = {&wavlm(),      &data2vec_audio(), &data2vec2(),
                                                   &vq_wav2vec(), &wav2vec(),        &whisper(),
                                                   &hubert(),     &wav2vec2()};
  return all;
}

}  // namespace serhost::weights
