// Declared in the order of the method: what is predicted, what is hidden, who teaches, who decodes.
#include "options.hpp"

namespace online_distillation {
namespace {

void declare_masks(serhost::Schema<Options>& schema) {
  schema.add("clones", &Options::clones)
      .at_least(1)
      .at_most(1024)
      .help("masks of a clip in a step, after one pass of the convolutions");
  schema.add("mask_scheme", &Options::mask_scheme)
      .one_of({"block", "starts"})
      .help(
          "block: exactly the share mask_prob of a clip's frames is hidden; starts: each frame "
          "begins a hidden span with this probability");
  schema.add("mask_prob", &Options::mask_prob).above(0).below(1).help("see mask_scheme");
  schema.add("mask_prob_adjust", &Options::mask_prob_adjust)
      .at_least(0)
      .below(1)
      .help("added to mask_prob where spans are drawn; how many are hidden stays");
  schema.add("mask_length", &Options::mask_length)
      .at_least(1)
      .at_most(1000)
      .help("frames of a hidden span");
}

void declare_teacher(serhost::Schema<Options>& schema) {
  schema.add("top", &Options::top)
      .at_least(1)
      .at_most(1000)
      .help("last blocks of the teacher whose mean is the target; left out: all of them");
  schema.add("ema_start", &Options::ema_start)
      .at_least(0)
      .at_most(1)
      .help("decay of the teacher's moving average, at first; 1: the teacher stands still");
  schema.add("ema_end", &Options::ema_end).at_least(0).at_most(1).help("and in the end");
  schema.add("ema_anneal", &Options::ema_anneal)
      .at_least(0)
      .help("updates from ema_start to ema_end: below 1 a share of all, from 1 a count");
  schema.add("checkpoint", &Options::checkpoint)
      .help(
          "takes decoder and teacher of this file of emotion2vec or data2vec 2.0, or of its "
          "folder; left out: a new decoder, and the encoder as the teacher");
  schema.add("pretrained_on", &Options::pretrained_on)
      .help("corpora that the checkpoint was trained on, for the run record");
}

void declare_decoder(serhost::Schema<Options>& schema) {
  schema.add("decoder_width", &Options::decoder_width)
      .at_least(1)
      .at_most(65536)
      .help("channels of the decoder");
  schema.add("decoder_kernel", &Options::decoder_kernel)
      .at_least(1)
      .at_most(1000)
      .help("frames that its convolutions span; odd");
  schema.add("decoder_layers", &Options::decoder_layers)
      .at_least(1)
      .at_most(1000)
      .help("its convolutions");
  schema.add("decoder_groups", &Options::decoder_groups)
      .at_least(1)
      .at_most(65536)
      .help("groups of channels of its convolutions");
  schema.add("decoder_dropout", &Options::decoder_dropout)
      .at_least(0)
      .below(1)
      .help("of its input");
  schema.add("noise", &Options::noise)
      .at_least(0)
      .help("deviation of what stands for hidden frames in its input");
}

void declare_guards(serhost::Schema<Options>& schema) {
  schema.add("collapse_after", &Options::collapse_after)
      .at_least(0)
      .at_most(1000000000)
      .help("updates after which a collapse stops the training");
  schema.add("least_target_spread", &Options::least_target_spread)
      .at_least(0)
      .help("deviation of targets over frames below which they have collapsed; 0: never");
  schema.add("least_prediction_spread", &Options::least_prediction_spread)
      .at_least(0)
      .help("likewise of predictions");
}

}  // namespace

void Options::declare(serhost::Schema<Options>& schema) {
  schema.add("frame_weight", &Options::frame_weight)
      .at_least(0)
      .help("of the loss at hidden frames; 0: the utterance alone is learned");
  schema.add("alpha", &Options::alpha)
      .at_least(0)
      .help("weight of the utterance loss; 0, of an encoder without tokens: data2vec 2.0");
  schema.add("utterance", &Options::utterance)
      .one_of({"chunk", "token", "global"})
      .help(
          "what predicts the utterance: the mean of the tokens, the last one, the mean of frames");
  declare_masks(schema);
  declare_teacher(schema);
  declare_decoder(schema);
  declare_guards(schema);
}

}  // namespace online_distillation
