// serhost's side of fine_tuning.py: steps of fine-tuning wav2vec 2.0 on one batch, timed when
// standard input asks for them.
//
//   fine_tuning_step MODEL CLIPS fp32|bf16
// CLIPS: a safetensors file with waveforms clip.0, clip.1 and so on, head.weight [C, W] and
// head.bias [C]. Clip i is of class i modulo C. Lines on standard input: "step" answers with the
// seconds of one step; "gradients FILE" writes the gradients of a pass forward and backward,
// without an update.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/cross_entropy_loss.h>
#include <ATen/ops/linear.h>
#include <ATen/ops/tensor.h>
#include <sys/resource.h>

#include <chrono>
#include <iostream>
#include <serhost/nn/mask.hpp>
#include <serhost/weights/safetensors.hpp>

#include "host/registry.hpp"
#include "model/autocast.hpp"
#include "model/chain.hpp"
#include "model/clips.hpp"
#include "train/device.hpp"
#include "train/optimizer.hpp"
#include "train/run.hpp"

namespace {

using namespace serhost;

/// Everything that is random in training is switched off: the peer cannot draw the same.
std::shared_ptr<Backbone> make(const host::Registry& registry, const std::string& model) {
  const auto& info = registry.get(Kind::backbone, "wav2vec2");
  Values values;
  for (const auto& parameter : info.parameters) {
    const auto& name = parameter.name;
    if (name == "checkpoint") values.emplace_back(std::filesystem::path(model));
    else if (name == "spec_augment") values.emplace_back(false);
    else if (name == "layerdrop" || name.ends_with("_dropout")) values.emplace_back(0.0);
    else values.push_back(parameter.fallback);
  }
  return registry.make_backbone(info, values, {});
}

Sequence batch_of(const weights::Tensors& clips) {
  std::vector<Sequence> all;
  for (std::size_t i = 0; clips.contains("clip." + std::to_string(i)); ++i) {
    const auto& clip = clips.at("clip." + std::to_string(i));
    all.push_back({clip.unsqueeze(0), at::tensor({clip.size(0)}, at::kLong), {}, {}});
  }
  return model::batch_of(all);
}

class Training {
 public:
  Training(const host::Registry& registry, const std::string& model, const std::string& clips,
           bool bf16)
      : bf16_(bf16),
        chain_({std::make_shared<model::BackboneAdapter>(
            make(registry, model),
            model::AdapterOptions{{"wav2vec2", "wav2vec2"}, "", "feature_encoder", "last"})}) {
    const auto tensors = weights::read_safetensors(clips);
    batch_ = ::batch_of(tensors);
    weight_ = tensors.at("head.weight").clone().set_requires_grad(true);
    bias_ = tensors.at("head.bias").clone().set_requires_grad(true);
    label_ = at::arange(batch_.lengths.size(0), at::kLong).remainder(weight_.size(0));
    auto groups = chain_.groups({});
    model::add(groups.front(), weight_);
    model::add(groups.front(), bias_);
    config::OptimizerTable table;
    table.name = "adamw";
    table.lr = 1e-5;
    table.weight_decay = 0.01;
    optimizer_.emplace(table, groups);
    chain_.train();
    step_.training = true;
  }

  void pass() {
    optimizer_->zero_grad();
    step_.random = at::detail::createCPUGenerator(1);
    at::Tensor loss;
    {
      const model::Autocast precision(c10::kCPU, bf16_);
      const auto out = chain_.forward(batch_, step_);
      const auto pooled =
          nn::mask_frames(out.values, out.lengths).sum(1) / out.lengths.to(out.values).unsqueeze(1);
      loss = at::cross_entropy_loss(at::linear(pooled, weight_, bias_).to(at::kFloat), label_);
    }
    loss.backward();
  }
  void update() {
    optimizer_->step([](double lr) { return lr; }, {});
  }

  weights::Tensors gradients() const {
    weights::Tensors out = {{"head.weight", weight_.grad()}, {"head.bias", bias_.grad()}};
    for (const auto& item : chain_.adapters().front()->backbone()->named_parameters())
      if (item.value().grad().defined()) out[item.key()] = item.value().grad();
    return out;
  }

 private:
  bool bf16_;
  model::Chain chain_;
  Sequence batch_;
  at::Tensor weight_, bias_, label_;
  std::optional<train::Optimizer> optimizer_;
  Step step_;
};

}  // namespace

int main(int count, char** words) try {
  if (count != 4) {
    std::cerr << "usage: fine_tuning_step MODEL CLIPS fp32|bf16\n";
    return 64;
  }
  train::tune_allocator();  // as the program does
  train::prepare_torch(2);
  const auto registry = host::Registry::discover(host::PluginSearchPath::standard());
  Training training(registry, words[1], words[2], std::string(words[3]) == "bf16");
  for (std::string word; std::cin >> word;) {
    if (word == "gradients") {
      std::string file;
      std::cin >> file;
      training.pass();
      weights::write_safetensors(file, training.gradients());
      std::cout << "written" << std::endl;
      continue;
    }
    const auto start = std::chrono::steady_clock::now();
    training.pass();
    training.update();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    std::cout << took.count() << ' ' << usage.ru_maxrss / 1024 << std::endl;
  }
  return 0;
} catch (const std::exception& error) {
  std::cerr << "fine_tuning_step: " << error.what() << '\n';
  return 70;
}
