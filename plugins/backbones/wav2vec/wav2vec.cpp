// wav2vec, the first: convolutions over the waveform and an aggregator that looks back over half a
// second.
#include <serhost/nn/wav2vec_encoder.hpp>

#include "family.hpp"

namespace {

namespace nn = serhost::nn;
namespace weights = serhost::weights;

class Wav2vec final : public nn::Wav2vecEncoder {
 public:
  using Options = nn::Wav2vecParameters;

  static const serhost::weights::Family& checkpoint_family() { return wav2vec::family(); }

  static void declare(serhost::Schema<Options>& schema) { nn::declare_wav2vec(schema); }

  Wav2vec(const Options& options, const serhost::Context&) : Wav2vec(options, opened(options)) {}

 private:
  static std::optional<weights::EncoderWeights> opened(const Options& options) {
    if (!options.checkpoint) return std::nullopt;
    return weights::EncoderWeights(*options.checkpoint, wav2vec::family());
  }

  Wav2vec(const Options& options, const std::optional<weights::EncoderWeights>& file)
      : Wav2vecEncoder(
            nn::wav2vec_options(nn::published_wav2vec(), options, file ? &*file : nullptr)) {
    set_corpora(options.pretrained_on);
    if (file) load(*file);
  }
};

SERHOST_BACKBONE(Wav2vec, "wav2vec",
                 "the first wav2vec, a pre-trained convolutional speech encoder", .order = 25);

}  // namespace

SERHOST_PLUGIN();
