// Front end, layers and network as ONNX.
#include <cmath>
#include <numbers>
#include <serhost/nn/onnx_frames.hpp>
#include <serhost/nn/onnx_spectra.hpp>

#include "front_end.hpp"
#include "network.hpp"

namespace whisper {

namespace onnx = serhost::onnx;
using onnx::Value;

Value FrontEnd::to_onnx(const Value& windows, std::int64_t samples) const {
  auto& graph = *windows.graph;
  const auto side = kWindow / 2;
  const auto centered = onnx::node("Pad", {windows, onnx::constant(graph, {0, side, 0, side})},
                                   {{"mode", std::string("reflect")}});
  const auto power =
      serhost::nn::onnx_power_spectra(centered, onnx::integer(graph, samples / kHop),
                                      {.window = kWindow, .hop = kHop, .fft = kWindow});
  const auto mel = matmul(power, onnx::constant(graph, filters_.on(at::kCPU)));
  const auto decades = log(maximum(mel, onnx::scalar(graph, 1e-10))) * std::numbers::log10e;
  const auto loudest =
      onnx::node("ReduceMax", {decades}, {{"axes", std::vector<std::int64_t>{1, 2}}});
  return (maximum(decades, loudest + -8.0) + 4.0) * 0.25;
}

Value Layer::to_onnx(const Value& values) const {
  const auto x = attention_norm_->to_onnx(values);
  const auto mixed = onnx::attend(query_->to_onnx(x), key_->to_onnx(x), value_->to_onnx(x),
                                  options_.heads, options_.width, /*bias=*/{});
  const auto attended = values + out_->to_onnx(mixed);
  const auto hidden =
      onnx::activate(options_.activation, inner_->to_onnx(final_norm_->to_onnx(attended)));
  return attended + outer_->to_onnx(hidden);
}

std::vector<Value> Network::to_onnx(const Value& mel) const {
  constexpr auto kGelu = serhost::nn::Activation::gelu;
  const auto first = onnx::activate(kGelu, conv1d(transpose(mel, {0, 2, 1}), first_weight_,
                                                  first_bias_, {.before = 1, .behind = 1}));
  const auto second = onnx::activate(
      kGelu, conv1d(first, second_weight_, second_bias_, {.stride = 2, .before = 1, .behind = 1}));
  std::vector<Value> states = {transpose(second, {0, 2, 1}) +
                               onnx::constant(*mel.graph, positions_)};
  for (const auto& layer : layers_) states.push_back(layer->to_onnx(states.back()));
  states.back() = norm_->to_onnx(states.back());
  return states;
}

}  // namespace whisper
