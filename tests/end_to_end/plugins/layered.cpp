// A backbone whose features can be told in the head: frames of 160 samples, of which it gives mean,
// largest and smallest value. Layer k holds them (k + 1)-fold; the last of three layers is what it
// gives. `lies` makes frames() say one too many; `holes` makes the last
// frame not a number.
#include <ATen/ops/stack.h>

#include <serhost/backbone.hpp>

namespace {

class Layered final : public serhost::Backbone, public serhost::Layerwise {
 public:
  struct Options {
    bool lies = false;
    bool holes = false;
  };
  static void declare(serhost::Schema<Options>& schema) {
    schema.add("lies", &Options::lies).help("frames() says one too many");
    schema.add("holes", &Options::holes).help("the last frame is not a number");
  }
  Layered(const Options& options, const serhost::Context&)
      : lies_(options.lies), holes_(options.holes) {}

  serhost::Input input() const override {
    return {.waveform = true, .sample_rate = 16000, .shortest = 160};
  }
  std::int64_t width() const override { return 3; }
  std::int64_t frames(std::int64_t length) const override { return length / 160 + (lies_ ? 1 : 0); }
  serhost::Sequence forward(const serhost::Sequence& audio, serhost::Step& step) override {
    return run_layers(audio, step).back();
  }

  std::int64_t layers() const override { return 3; }
  std::vector<serhost::Sequence> run_layers(const serhost::Sequence& audio,
                                            serhost::Step&) override {
    const auto cut = audio.values.unfold(1, 160, 160);
    auto base = at::stack({cut.mean(2), cut.amax(2), cut.amin(2)}, 2);
    if (holes_) base.select(1, -1).div_(0.0).sub_(base.select(1, -1));
    const auto lengths = audio.lengths.div(160, "floor");
    std::vector<serhost::Sequence> out;
    for (int k = 1; k <= 3; ++k) out.push_back({base * k, lengths, {}, {}});
    return out;
  }

 private:
  bool lies_, holes_;
};

SERHOST_BACKBONE(Layered, "layered", "three layers that can be told in the head");

}  // namespace

SERHOST_PLUGIN();
