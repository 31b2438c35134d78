// Names in, names out.
#include "published.hpp"

#include <ATen/core/grad_mode.h>

#include <serhost/weights/checkpoint.hpp>
#include <stdexcept>

namespace online_distillation {
namespace {

constexpr const char* kDecoder = "modality_encoders.AUDIO.decoder.";
constexpr const char* kTeacher = "_ema.";

/// What the teacher takes from the student.
bool is_shared(const std::string& name) {
  return name.find(".local_encoder.") != std::string::npos ||
         name.find(".project_features.") != std::string::npos;
}

std::map<std::string, at::Tensor> named(const torch::nn::Module& teacher,
                                        const torch::nn::Module& decoder) {
  std::map<std::string, at::Tensor> out;
  for (const auto& item : teacher.named_parameters()) {
    if (!is_shared(item.key())) out.emplace(kTeacher + item.key(), item.value());
  }
  for (const auto& item : decoder.named_parameters())
    out.emplace(kDecoder + item.key(), item.value());
  return out;
}

}  // namespace

std::map<std::string, at::Tensor> published_tensors(const torch::nn::Module& teacher,
                                                    const torch::nn::Module& decoder) {
  auto out = named(teacher, decoder);
  for (auto& [name, tensor] : out) tensor = tensor.detach();
  return out;
}

std::string take_published(const std::filesystem::path& path, torch::nn::Module& teacher,
                           torch::nn::Module& decoder) {
  const at::NoGradGuard off;
  const auto file = serhost::weights::Checkpoint::open(path);
  std::size_t missing = 0, all = 0;
  std::string first;
  for (auto& [name, own] : named(teacher, decoder)) {
    ++all;
    if (!file.tensors().contains(name)) {
      if (missing++ == 0) first = name;
      continue;
    }
    const auto theirs = file.tensor(name);
    if (theirs.numel() != own.numel()) {  // the scale of distances has four or five dimensions
      throw std::invalid_argument(path.string() + ": " + name + " has " +
                                  std::to_string(theirs.numel()) + " values, expected " +
                                  std::to_string(own.numel()) + "; give the decoder its sizes");
    }
    at::Tensor(own).copy_(theirs.view(own.sizes()));
  }
  if (missing == 0) return "";
  return path.string() + " has not " + std::to_string(missing) + " of " + std::to_string(all) +
         " tensors of decoder and teacher, which begin anew: " + first +
         (missing > 1 ? " and others" : "");
}

}  // namespace online_distillation
