// The history of a conversation as one vector, for the emotion of what is said next.
#include <serhost/nn/mask.hpp>
#include <serhost/nn/registered.hpp>

#include "network.hpp"

namespace {

using serhost::Sequence;

class ConversationGru final : public serhost::Backbone {
 public:
  struct Options {
    std::int64_t width = 768, hidden = 256, shortest = 1;
    std::string turns = "utterances", streams = "speakers";
  };

  static void declare(serhost::Schema<Options>& schema) {
    schema.add("width", &Options::width)
        .at_least(1)
        .at_most(65536)
        .help("of the vectors of utterances that it gets");
    schema.add("hidden", &Options::hidden).at_least(1).at_most(65536).help("units of each GRU");
    schema.add("shortest", &Options::shortest)
        .at_least(1)
        .at_most(10000)
        .help("utterances of a history; shorter ones are an error that names them");
    schema.add("turns", &Options::turns)
        .one_of({"utterances", "last_utterance"})
        .help("a turn is what a GRU makes of all of its utterances, or of the last alone");
    schema.add("streams", &Options::streams)
        .one_of({"speakers", "dialogue"})
        .help(
            "the turns of the speaker, those of the others and the dialogue, or the dialogue "
            "alone");
  }

  ConversationGru(const Options& options, const serhost::Context&)
      : width_(options.width), shortest_(options.shortest) {
    network_ = std::make_shared<conversation_gru::Network>(
        conversation_gru::NetworkOptions{.width = options.width,
                                         .hidden = options.hidden,
                                         .last_utterance = options.turns == "last_utterance",
                                         .dialogue_alone = options.streams == "dialogue"});
    serhost::nn::register_children(*this, *network_);
  }

  serhost::Input input() const override {
    return {.waveform = false, .shortest = shortest_, .width = width_};
  }
  std::int64_t width() const override { return network_->width(); }
  std::int64_t frames(std::int64_t length) const override { return length; }

  Sequence forward(const Sequence& input, serhost::Step&) override {
    const auto turns = input.segment_ids.defined()
                           ? conversation_gru::turns_of(input.segment_ids, input.lengths)
                           : conversation_gru::in_pairs(input.lengths);
    const auto vector = network_->forward(
        serhost::nn::mask_frames(input.values, input.lengths).to(at::kFloat), turns);
    return {.values = vector.unsqueeze(1).expand({-1, input.values.size(1), -1}),
            .lengths = input.lengths,
            .summary = vector};
  }

 private:
  std::int64_t width_, shortest_;
  std::shared_ptr<conversation_gru::Network> network_;
};

SERHOST_BACKBONE(ConversationGru, "conversation_gru", "the history of a conversation as one vector",
                 .title = "Conversation GRU", .order = 94);

}  // namespace

SERHOST_PLUGIN();
