// Stand-ins for the pre-trained encoders, under their names and with their widths and numbers of
// layers: experiment files can be checked and counted without a checkpoint and without computing
// anything. They have no parameters.
#include <optional>
#include <serhost/backbone.hpp>

namespace {

template <std::int64_t kWidth, std::int64_t kLayers>
class StandIn : public serhost::Backbone, public serhost::Layerwise, public serhost::Staged {
 public:
  struct Options {
    std::optional<std::filesystem::path> checkpoint;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("checkpoint", &Options::checkpoint).help("is not read");
  }
  StandIn(const Options&, const serhost::Context&) {}

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 400};
  }
  std::int64_t width() const override { return kWidth; }
  std::int64_t frames(std::int64_t length) const override { return (length - 400) / 320 + 1; }
  serhost::Sequence forward(const serhost::Sequence& audio, serhost::Step&) override {
    const auto lengths = (audio.lengths - 400).div(320, "floor") + 1;
    return {audio.values.new_ones({audio.values.size(0), frames(audio.values.size(1)), kWidth}),
            lengths,
            {},
            {}};
  }
  std::int64_t layers() const override { return kLayers + 1; }
  std::vector<serhost::Sequence> run_layers(const serhost::Sequence& audio,
                                            serhost::Step& step) override {
    return std::vector<serhost::Sequence>(kLayers + 1, forward(audio, step));
  }
  std::vector<std::string> stages() const override { return {"feature_encoder"}; }
  std::vector<torch::Tensor> stage_parameters(std::size_t) const override { return {}; }
  serhost::Sequence run_stage(std::size_t, const serhost::Sequence& audio,
                              serhost::Step& step) override {
    return forward(audio, step);
  }
};

using Base = StandIn<768, 12>;
using Large = StandIn<1024, 24>;
SERHOST_BACKBONE(Base, "emotion2vec", "a stand-in");
SERHOST_BACKBONE(Base, "wav2vec2", "a stand-in");
SERHOST_BACKBONE(Large, "hubert", "a stand-in");

}  // namespace

SERHOST_PLUGIN();
