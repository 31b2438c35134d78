// Each head in its own words, after the public description of its model.
#include "train/published_head.hpp"

#include <ATen/ops/linear.h>
#include <ATen/ops/tanh.h>

#include <algorithm>

#include "base/error.hpp"

namespace serhost::train {
namespace {

at::Tensor pooled_frames(const HeadWeights& weights, const at::Tensor& frames) {
  if (weights.pooling == "sum") return frames.sum(0);
  if (weights.pooling == "max") return frames.amax(0);
  SERHOST_CHECK(weights.pooling == "mean");
  return frames.mean(0);
}

at::Tensor layer(const HeadWeights& weights, const std::string& name, const at::Tensor& input) {
  const auto bias = weights.tensors.find(name + ".bias");
  return at::linear(input, weights.tensors.at(name + ".weight"),
                    bias == weights.tensors.end() ? at::Tensor() : bias->second);
}

at::Tensor dense_and(const std::string& last, const HeadWeights& weights,
                     const at::Tensor& frames) {
  return layer(weights, last,
               at::tanh(layer(weights, "classifier.dense", pooled_frames(weights, frames))));
}

const std::vector<PublishedHead>& heads() {
  static const std::vector<PublishedHead> all = {
      {"sequence classification of Transformers: projector.*, classifier.*, the mean over frames "
       "between them",
       {"projector.weight", "projector.bias", "classifier.weight", "classifier.bias"},
       [](const HeadWeights& weights, const at::Tensor& frames) {
         return layer(weights, "classifier",
                      pooled_frames(weights, layer(weights, "projector", frames)));
       }},
      {"two layers behind the pooled frames: classifier.dense.*, tanh, classifier.out_proj.*",
       {"classifier.dense.weight", "classifier.dense.bias", "classifier.out_proj.weight",
        "classifier.out_proj.bias"},
       [](const HeadWeights& weights, const at::Tensor& frames) {
         return dense_and("classifier.out_proj", weights, frames);
       }},
      {"the same with classifier.output.* as the last layer",
       {"classifier.dense.weight", "classifier.dense.bias", "classifier.output.weight",
        "classifier.output.bias"},
       [](const HeadWeights& weights, const at::Tensor& frames) {
         return dense_and("classifier.output", weights, frames);
       }},
      {"emotion2vec+: proj.* behind the mean over frames",
       {"proj.weight", "proj.bias", "modality_encoders.AUDIO.context_encoder.norm.weight"},
       [](const HeadWeights& weights, const at::Tensor& frames) {
         return layer(weights, "proj", pooled_frames(weights, frames));
       }}};
  return all;
}

}  // namespace

std::vector<std::string> known_heads() {
  std::vector<std::string> out;
  for (const auto& head : heads()) out.push_back(head.name);
  return out;
}

const PublishedHead* find_head(const std::vector<std::string>& names, std::string& prefix) {
  for (const auto& head : heads()) {
    const auto& mark = head.tensors.front();
    for (const auto& name : names) {
      if (!name.ends_with(mark) ||
          (name.size() > mark.size() && name[name.size() - mark.size() - 1] != '.'))
        continue;
      const auto before = name.substr(0, name.size() - mark.size());
      // What an encoder's own layers are called must not be taken for a head.
      const bool complete =
          std::all_of(head.tensors.begin(), head.tensors.end(), [&](const auto& tensor) {
            return std::find(names.begin(), names.end(), before + tensor) != names.end();
          });
      if (!complete) continue;
      prefix = before;
      return &head;
    }
  }
  return nullptr;
}

}  // namespace serhost::train
