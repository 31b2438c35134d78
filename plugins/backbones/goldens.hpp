// What tests of backbones against stored values share: files of tests/golden/NAME, and closeness in
// the sense |a - b| <= tolerance + tolerance |b|.
#pragma once

#include <ATen/TensorOperators.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include <cstdlib>
#include <filesystem>
#include <serhost/weights/safetensors.hpp>
#include <stdexcept>
#include <string>

namespace goldens {

inline std::filesystem::path path(const std::string& system, const std::string& file) {
  const char* source = std::getenv("SERHOST_SOURCE_DIR");
  if (source == nullptr) throw std::runtime_error("SERHOST_SOURCE_DIR is not set");
  return std::filesystem::path(source) / "tests/golden" / system / file;
}

inline serhost::weights::Tensors read(const std::string& system, const std::string& file) {
  return serhost::weights::read_safetensors(path(system, file));
}

/// How far the worst element is beyond its allowance: at most 1 is close.
inline double excess(const at::Tensor& own, const at::Tensor& theirs, double tolerance) {
  return ((own - theirs).abs() / (theirs.abs() * tolerance + tolerance)).max().item<double>();
}

inline void expect_close(const at::Tensor& own, const at::Tensor& theirs, const std::string& what,
                         double tolerance = 1e-5) {
  const auto flat = own.detach().reshape(theirs.sizes());
  EXPECT_LE(excess(flat.to(at::kDouble), theirs.to(at::kDouble), tolerance), 1.0) << what;
}

/// Every gradient that `expected` holds as `prefix` + name; the names are those of the module.
inline int expect_gradients(const torch::nn::Module& module,
                            const serhost::weights::Tensors& expected, const std::string& prefix,
                            double tolerance = 1e-5) {
  int found = 0;
  for (const auto& item : module.named_parameters()) {
    const auto at = expected.find(prefix + item.key());
    if (at == expected.end()) continue;
    ++found;
    if (!item.value().grad().defined()) {
      ADD_FAILURE() << item.key() << " has no gradient";
    } else {
      expect_close(item.value().grad(), at->second, item.key(), tolerance);
    }
  }
  return found;
}

/// The tensors under a prefix, without it.
inline serhost::weights::Tensors under(const serhost::weights::Tensors& all,
                                       const std::string& prefix) {
  serhost::weights::Tensors out;
  for (const auto& [name, tensor] : all)
    if (name.starts_with(prefix)) out.emplace(name.substr(prefix.size()), tensor);
  return out;
}

inline std::int64_t parameters_of(const torch::nn::Module& module) {
  std::int64_t out = 0;
  for (const auto& parameter : module.parameters()) out += parameter.numel();
  return out;
}

inline std::int64_t buffers_of(const torch::nn::Module& module) {
  std::int64_t out = 0;
  for (const auto& buffer : module.buffers()) out += buffer.numel();
  return out;
}

}  // namespace goldens
