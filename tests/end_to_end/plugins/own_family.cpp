// A backbone of somebody else, which reads checkpoints that serhost has never heard of.
#include <serhost/backbone.hpp>
#include <serhost/weights/key_map.hpp>

namespace {

serhost::weights::Config own_config(const serhost::weights::Config& own) {
  if (!own.has("dim")) return own;  // a file without a config
  return serhost::weights::Config::parse("{\"width\": " + own.shown("dim") + "}", own.file());
}

class OwnEncoder final : public serhost::Backbone {
 public:
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  static const serhost::weights::Family& checkpoint_family() {
    static const serhost::weights::Family family = {"own_family",
                                                    {{.name = "a lab's own",
                                                      .mark = "blocks.{i}.mix.weight",
                                                      .prefixes = {"net."},
                                                      .rules = {{"blocks.{i}.*", "layers.{i}.*"}},
                                                      .extras = {"head.*"},
                                                      .config = &own_config}}};
    return family;
  }

  OwnEncoder(const Options&, const serhost::Context&) {}
  serhost::Input input() const override { return {}; }
  std::int64_t width() const override { return 1; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  serhost::Sequence forward(const serhost::Sequence& audio, serhost::Step&) override {
    return {.values = audio.values.unsqueeze(2), .lengths = audio.lengths};
  }
};

SERHOST_BACKBONE(OwnEncoder, "own_encoder", "reads checkpoints of a lab's own");

}  // namespace

SERHOST_PLUGIN();
