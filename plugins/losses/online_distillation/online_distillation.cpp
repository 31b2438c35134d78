// emotion2vec's pre-training: a student that sees some frames of a clip predicts, at the others,
// what a moving average of itself makes of all of them, and of the utterance as a whole.
#include <ATen/TensorOperators.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/scalar_tensor.h>
#include <ATen/ops/tensor.h>

#include <serhost/nn/dropout.hpp>
#include <serhost/weights/checkpoint.hpp>

#include "options.hpp"
#include "published.hpp"
#include "rows.hpp"
#include "targets.hpp"

namespace online_distillation {
namespace {

namespace nn = serhost::nn;

class OnlineDistillation final : public serhost::Objective,
                                 public serhost::Provenance,
                                 public torch::nn::Module {
 public:
  using Options = online_distillation::Options;
  static void declare(serhost::Schema<Options>& schema) { Options::declare(schema); }

  OnlineDistillation(Options options, const serhost::Task&, const serhost::Context& context)
      : options_(std::move(options)), log_(context.log) {
    if (options_.frame_weight == 0.0 && options_.alpha == 0.0)
      throw std::invalid_argument("frame_weight and alpha are both 0: nothing would be learned");
    if (options_.decoder_kernel % 2 == 0)
      throw std::invalid_argument("decoder_kernel must be odd, so that frames keep their places");
  }

  void bind(const Encoder& student, const std::function<Encoder()>& twin) override {
    student_ = student;
    const auto levels = student.masked->levels();
    top_ = options_.top.value_or(levels);
    if (top_ > levels)
      throw std::invalid_argument("top = " + std::to_string(top_) + ", but the encoder has " +
                                  std::to_string(levels) + " blocks that can teach");
    if (options_.alpha > 0.0 && options_.utterance != "global" && student.masked->tokens() == 0)
      throw std::invalid_argument(
          "the encoder has no tokens to predict the utterance by; give it some (tokens = 10), or "
          "write utterance = \"global\", or alpha = 0");
    decoder_ = register_module(
        "decoder", std::make_shared<Decoder>(student.backbone->width(), options_.decoder()));
    teacher_ = twin();
    begin(*teacher_.backbone, *student.backbone);
    register_module("teacher", std::static_pointer_cast<torch::nn::Module>(teacher_.backbone));
    if (!options_.checkpoint) return;
    const auto left = take_published(*options_.checkpoint, *teacher_.backbone, *decoder_);
    if (!left.empty() && log_) log_(left);
    files_ = serhost::weights::Checkpoint::open(*options_.checkpoint).files();
  }

  /// As many frames as it predicts.
  torch::Tensor weights(const torch::Tensor& lengths,
                        const std::vector<std::uint64_t>& streams) const override {
    auto out = at::empty({lengths.size(0)}, at::kDouble);
    const auto samples = nn::to_lengths(lengths);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto frames = student_.backbone->frames(samples[i]);
      out.data_ptr<double>()[i] =
          static_cast<double>(hidden_frames(frames, options_.mask(), options_.clones, streams[i]));
    }
    return out;
  }

  torch::Tensor step(const Clips& clips, serhost::Step& step) override {
    const auto local = student_.masked->local(clips.audio, step).frames;
    const auto frames = nn::to_lengths(local.lengths);
    const auto target = targets(*teacher_.masked, local, top_);
    const auto rows =
        rows_of(frames, options_.mask(), options_.clones, clips.streams, local.values.device());
    const auto seen = student_.masked->encode(local, rows.masks, step);
    at::Tensor losses;
    if (options_.frame_weight > 0.0)
      losses = options_.frame_weight * frame_losses(seen, rows, target, clips, step);
    if (options_.alpha > 0.0) {
      const auto own = options_.alpha * utterance_losses(seen, target, frames, step);
      losses = losses.defined() ? losses + own : own;
    }
    return losses;
  }

  void updated(const serhost::Step& step) override {
    const auto keep = decay(options_.teacher(), step.update, step.updates);
    step.log("ema_decay", at::scalar_tensor(keep, at::kDouble));
    if (keep < 1.0) follow(*teacher_.backbone, *student_.backbone, keep);
    if (step.update > options_.collapse_after) {
      require_spread("targets", target_spread_, options_.least_target_spread, step);
      require_spread("predictions", prediction_spread_, options_.least_prediction_spread, step);
    }
  }

  std::map<std::string, torch::Tensor> published() const override {
    return published_tensors(*teacher_.backbone, *decoder_);
  }

  std::vector<std::filesystem::path> weight_files() const override { return files_; }
  std::vector<std::string> pretraining_corpora() const override { return options_.pretrained_on; }

  /// The teacher never drops anything.
  void train(bool on = true) override {
    torch::nn::Module::train(on);
    if (teacher_.backbone) teacher_.backbone->train(false);
  }

 private:
  at::Tensor frame_losses(const serhost::EncodedRows& seen, const Rows& rows,
                          const at::Tensor& target, const Clips& clips, serhost::Step& step) {
    auto own = nn::pack(seen.frames);
    own.values = nn::dropout(own.values.to(at::kFloat), options_.decoder_dropout, step);
    const auto all = restored(own, rows, options_.noise, clips.streams);
    const auto predicted = decoder_->forward(all).index_select(0, rows.hidden);
    const auto asked = target.index_select(0, rows.asked);
    const auto losses = mean_of_each(errors(predicted.to(at::kFloat), asked), rows.predicted);
    if (step.training) {
      target_spread_ = spread(asked);
      prediction_spread_ = spread(predicted.detach());
      step.log("frame_loss", losses);
      step.log("target_spread", target_spread_);
      step.log("prediction_spread", prediction_spread_);
      step.log("hidden_share", at::scalar_tensor(rows.hidden_share(), at::kDouble));
    }
    return losses;
  }

  /// [B] The mean over a clip's masks.
  at::Tensor utterance_losses(const serhost::EncodedRows& seen, const at::Tensor& target,
                              const nn::Lengths& frames, serhost::Step& step) const {
    const auto clips = static_cast<std::int64_t>(frames.size());
    const auto asked = mean_of_each(target, frames).repeat_interleave(options_.clones, 0);
    const auto losses = errors(utterance_of(seen), asked).view({clips, options_.clones}).mean(1);
    if (step.training) step.log("utterance_loss", losses);
    return losses;
  }

  /// [R, W]
  at::Tensor utterance_of(const serhost::EncodedRows& seen) const {
    if (options_.utterance == "global") {
      const auto own = nn::pack(seen.frames);
      return mean_of_each(own.values.to(at::kFloat), own.lengths);
    }
    const auto tokens = seen.tokens.to(at::kFloat);
    return options_.utterance == "token" ? tokens.select(1, tokens.size(1) - 1) : tokens.mean(1);
  }

  static void require_spread(const char* what, const at::Tensor& spread, double least,
                             const serhost::Step& step) {
    if (!spread.defined() || least <= 0.0) return;
    const auto value = spread.item<double>();
    if (value >= least) return;
    throw std::runtime_error("the " + std::string(what) + " have collapsed: their deviation is " +
                             std::to_string(value) + " after " + std::to_string(step.update) +
                             " updates, less than " + std::to_string(least) +
                             "; try a smaller learning rate, or a larger ema_start");
  }

  Options options_;
  std::function<void(const std::string&)> log_;
  std::vector<std::filesystem::path> files_;
  Encoder student_, teacher_;
  std::shared_ptr<Decoder> decoder_;
  std::int64_t top_ = 0;
  at::Tensor target_spread_, prediction_spread_;  // of the last step
};

SERHOST_LOSS(OnlineDistillation, "online_distillation",
             "emotion2vec's pre-training: hidden frames and the utterance, as a moving average of "
             "the encoder has them",
             .title = "online distillation", .order = 200);

}  // namespace
}  // namespace online_distillation

SERHOST_PLUGIN();
