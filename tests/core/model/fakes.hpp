// Backbones small enough to reckon by hand.
#pragma once

#include <ATen/ops/dropout.h>
#include <ATen/ops/tensor.h>
#include <torch/nn/modules/linear.h>

#include <serhost/backbone.hpp>

#include "model/backbone_adapter.hpp"

namespace serhost::fakes {

/// Frames of four samples, each sent through a Linear of width W.
class Framed : public Backbone {
 public:
  explicit Framed(std::int64_t width = 3, std::int64_t shortest = 4)
      : linear(register_module("linear", torch::nn::Linear(4, width))),
        width_(width),
        shortest_(shortest) {}
  Input input() const override { return {true, 16000, shortest_, 0}; }
  std::int64_t width() const override { return width_; }
  std::int64_t frames(std::int64_t length) const override { return length / 4; }
  Sequence forward(const Sequence& in, Step&) override {
    const auto count = in.values.size(1) / 4;
    auto cut = in.values.narrow(1, 0, count * 4).reshape({in.values.size(0), count, 4});
    return {linear->forward(cut), in.lengths.div(4, "floor"), {}, {}};
  }
  torch::nn::Linear linear;

 private:
  std::int64_t width_, shortest_;
};

/// Takes frames of width 3, joins pairs of them.
class Pairs : public Backbone {
 public:
  Pairs() : linear(register_module("linear", torch::nn::Linear(6, 2))) {}
  Input input() const override { return {false, 0, 2, 3}; }
  std::int64_t width() const override { return 2; }
  std::int64_t frames(std::int64_t length) const override { return length / 2; }
  Sequence forward(const Sequence& in, Step&) override {
    const auto count = in.values.size(1) / 2;
    return {
        linear->forward(in.values.narrow(1, 0, count * 2).reshape({in.values.size(0), count, 6})),
        in.lengths.div(2, "floor"),
        {},
        {}};
  }
  torch::nn::Linear linear;
};

/// Three stages, "front", "middle", "top"; five layers whose values are 0, 1, 2, 3, 4 everywhere;
/// dropout in the front.
class Deep : public Backbone, public Staged, public Layerwise {
 public:
  Deep() {
    for (int i = 0; i < 3; ++i)
      linears.push_back(register_module("linear" + std::to_string(i), torch::nn::Linear(1, 1)));
  }
  Input input() const override { return {}; }
  std::int64_t width() const override { return 1; }
  std::int64_t frames(std::int64_t length) const override { return length; }
  std::vector<std::string> stages() const override { return {"front", "middle", "top"}; }
  std::vector<at::Tensor> stage_parameters(std::size_t stage) const override {
    return linears[stage]->parameters();
  }
  Sequence run_stage(std::size_t stage, const Sequence& in, Step& step) override {
    trained.push_back(is_training() && step.training);
    graph.push_back(at::GradMode::is_enabled());
    auto x = stage == 0 ? in.values.unsqueeze(2) : in.values;
    if (stage == 0) x = at::dropout(x, 0.5, is_training());
    return {linears[stage]->forward(x), in.lengths, {}, {}};
  }
  Sequence forward(const Sequence& in, Step& step) override {
    auto now = in;
    for (std::size_t i = 0; i < 3; ++i) now = run_stage(i, now, step);
    return now;
  }
  std::int64_t layers() const override { return 5; }
  std::vector<Sequence> run_layers(const Sequence& in, Step&) override {
    graph.push_back(at::GradMode::is_enabled());
    std::vector<Sequence> out;
    for (int i = 0; i < 5; ++i)
      out.push_back(
          {in.values.unsqueeze(2) * 0.0 + i + 0.0 * linears[0]->weight, in.lengths, {}, {}});
    return out;
  }
  std::vector<torch::nn::Linear> linears;
  std::vector<bool> trained, graph;
};

inline std::shared_ptr<model::BackboneAdapter> adapter(std::shared_ptr<Backbone> backbone,
                                                       const std::string& freeze = "none",
                                                       const std::string& take = "last") {
  return std::make_shared<model::BackboneAdapter>(
      std::move(backbone),
      model::AdapterOptions{
          {"backbone 'fake'", "fake 1.0.0 (fake.so)"}, "a.toml:3:1", freeze, take});
}

inline Sequence audio(std::vector<float> values, std::int64_t rows,
                      std::vector<std::int64_t> lengths) {
  return {at::tensor(values).reshape({rows, -1}), at::tensor(lengths), {}, {}};
}

/// What `action` throws, as text; "" where it throws nothing.
template <class Action>
std::string message_of(const Action& action) {
  try {
    action();
  } catch (const std::exception& error) { return error.what(); }
  return "";
}

}  // namespace serhost::fakes
