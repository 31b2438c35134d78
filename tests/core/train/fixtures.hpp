// A corpus that needs no disk, losses of a line, and an observer that writes down what it hears.
#pragma once

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/rand.h>
#include <ATen/ops/zeros.h>

#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "core/model/fakes.hpp"
#include "data/manifest/manifest.hpp"
#include "data/protocol/folds.hpp"
#include "model/randomness.hpp"
#include "run/events.hpp"
#include "tasks/registry.hpp"
#include "train/composition.hpp"

namespace serhost::fakes {

/// Clips "c00", "c01", …: 40 to 75 samples around +0.5 (even, class "up") or -0.5 (odd, class
/// "down"), with some noise.
class UpAndDown : public Dataset, public ReadsAudio {
 public:
  std::vector<Utterance> utterances() override { return {}; }
  Waveform read(const Utterance& utterance) const override {
    const auto number = std::stoul(utterance.key.substr(1));
    Random random(number);
    Waveform out;
    out.samples.resize(40 + 5 * (number % 8));
    for (auto& x : out.samples)
      x = static_cast<float>((number % 2 == 0 ? 0.5 : -0.5) + 0.1 * random.normal());
    return out;
  }
};

inline data::Manifest up_and_down(std::size_t clips) {
  data::Manifest manifest;
  manifest.classes = {"up", "down"};
  data::Corpus corpus;
  corpus.name = "up_and_down";
  corpus.dataset = std::make_shared<UpAndDown>();
  manifest.corpora.push_back(std::move(corpus));
  for (std::size_t i = 0; i < clips; ++i) {
    data::Clip clip;
    clip.utterance.key = (i < 10 ? "c0" : "c") + std::to_string(i);
    clip.utterance.speaker = i % 4 < 2 ? "one" : "two";
    clip.label = static_cast<std::int64_t>(i % 2);
    clip.seconds = static_cast<double>(40 + 5 * (i % 8)) / 16000.0;
    manifest.clips.push_back(std::move(clip));
  }
  return manifest;
}

/// The first half trains, a quarter each validates and tests.
inline data::Folds halves(std::size_t clips) {
  data::Fold fold;
  fold.name = "holdout";
  for (std::size_t i = 0; i < clips; ++i)
    (i < clips / 2 ? fold.train : i < 3 * clips / 4 ? fold.validation : fold.test).push_back(i);
  data::Folds folds;
  folds.folds.push_back(std::move(fold));
  return folds;
}

class CrossEntropy : public Loss {
 public:
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    step.log("margin", view.output.detach().abs().mean());
    return -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
  }
};

/// Not a mean over clips: the spread of the outputs against that of the labels, and a term in the
/// embedding.
class Spread : public Loss {
 public:
  Needs needs() const override {
    Needs needs;
    needs.whole_batch = true;
    needs.embedding = true;
    return needs;
  }
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    const auto y = targets.label.to(view.output.scalar_type());
    const auto x = view.output.select(1, 1);
    return ((x - x.mean()) * (y - y.mean())).mean().neg() + x.mean().square() +
           view.embedding.std().square();
  }
};

/// A layer of its own instead of the head's.
class OwnLayer : public Loss, public torch::nn::Module {
 public:
  explicit OwnLayer(std::int64_t width)
      : linear(register_module("linear", torch::nn::Linear(width, 2))) {}
  Needs needs() const override {
    Needs needs;
    needs.output = false;
    needs.embedding = true;
    return needs;
  }
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return -at::log_softmax(linear->forward(view.embedding), 1)
                .gather(1, targets.label.unsqueeze(1))
                .squeeze(1);
  }
  at::Tensor scores(const View& view) override { return linear->forward(view.embedding); }
  torch::nn::Linear linear;
};

/// Keeps a running mean of the outputs, a count, and a memory that fills up; all of them enter the
/// loss, and the mean the scores. A resumed run that lost any of them would end elsewhere.
class Remembers : public Loss, public torch::nn::Module {
 public:
  Remembers()
      : mean_(register_buffer("mean", at::zeros({2}))),
        count_(register_buffer("count", at::zeros({}, at::kLong))),
        memory_(register_buffer("memory", at::zeros({0, 2}))),
        scale_(register_parameter("scale", at::ones({2}))) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    if (step.training) {
      const at::NoGradGuard no_graph;
      mean_.mul_(0.9).add_(view.output.detach().mean(0), 0.1);
      count_.add_(1);
      const auto grown = at::cat({memory_, view.output.detach().mean(0, true)});
      memory_.resize_(grown.sizes()).copy_(grown);
      step.log("count", count_);
      step.log("noise", at::rand({}, step.random));
    }
    const auto pull = memory_.size(0) > 0 ? memory_.mean() : mean_.mean();
    return -at::log_softmax(scores(view), 1).gather(1, targets.label.unsqueeze(1)).squeeze(1) +
           pull * scale_.sum() * 0.01;
  }
  at::Tensor scores(const View& view) override { return (view.output - mean_) * scale_; }

 private:
  at::Tensor mean_, count_, memory_, scale_;
};

/// NaN for clips of class 1 from the third update on.
class TurnsToNan : public CrossEntropy {
 public:
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    auto losses = CrossEntropy::forward(view, targets, step);
    if (step.update < 2) return losses;
    return losses.masked_fill(targets.label.eq(1), std::numeric_limits<double>::quiet_NaN());
  }
};

/// Classification of these clips, of which `train` train.
inline train::FoldTask task_of(const data::Manifest& manifest,
                               const std::vector<std::size_t>& train) {
  train::FoldTask out;
  out.rules = tasks::make(config::Experiment(), manifest);
  out.values = out.rules->description(manifest, train);
  return out;
}

inline config::HeadTable small_head() {
  config::HeadTable head;
  head.hidden = {8};
  head.dropout = 0.2;
  return head;
}

/// Framed backbone, small head, and the loss that `make` makes.
inline train::Composer composer(std::function<std::shared_ptr<Loss>(const Task&)> make,
                                config::HeadTable head = small_head()) {
  return [make = std::move(make), head](train::FoldTask task, std::uint64_t seed) {
    model::seed_default_generators(stream_seed(seed, "initialization/backbone0"));
    auto model =
        std::make_shared<model::Model>(std::vector{adapter(std::make_shared<Framed>())}, head);
    task.values.embedding_width = model->embedding_width();
    model::seed_default_generators(stream_seed(seed, "initialization/loss"));
    auto loss = make(task.values);
    return train::Composition(model, loss, {"loss 'fake'", "fake 1.0.0 (fake.so)"}, task, seed);
  };
}

inline train::Composer cross_entropy() {
  return composer([](const Task&) { return std::make_shared<CrossEntropy>(); });
}

inline train::Composer remembering() {
  return composer([](const Task&) { return std::make_shared<Remembers>(); });
}

inline config::Experiment experiment() {
  config::Experiment out;
  out.name = "test";
  out.train.epochs = 4;
  out.train.batch_size = 4;
  out.train.device = "cpu";
  out.train.optimizer.lr = 0.02;
  out.protocol.select = "ua";
  return out;
}

struct Recorder : RunObserver {
  void fold_started(const FoldStarted& event) override { started.push_back(event); }
  void epoch_ended(const EpochEnded& event) override { epochs.push_back(event); }
  void fold_ended(const FoldEnded& event) override { ended.push_back(event); }
  void progress(const Progress& event) override { last = event; }
  void log(const std::string& line) override { lines.push_back(line); }
  void note(const std::string& text) override { notes.push_back(text); }
  std::vector<FoldStarted> started;
  std::vector<EpochEnded> epochs;
  std::vector<FoldEnded> ended;
  Progress last;
  std::vector<std::string> lines, notes;
};

}  // namespace serhost::fakes
