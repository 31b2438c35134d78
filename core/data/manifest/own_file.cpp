// An ability of the dataset decides, as it does where clips are read.
#include "data/manifest/own_file.hpp"

namespace serhost::data {

std::filesystem::path own_file(const Manifest& manifest, const Clip& clip) {
  const auto* dataset =
      clip.corpus < manifest.corpora.size() ? manifest.corpora[clip.corpus].dataset.get() : nullptr;
  return dynamic_cast<const ReadsAudio*>(dataset) == nullptr ? clip.utterance.audio
                                                             : std::filesystem::path();
}

}  // namespace serhost::data
