// Bits, one step of gradient descent, and the way through a checkpoint's file.
#include "testing/replay.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/equal.h>
#include <torch/nn/module.h>

#include <filesystem>
#include <limits>
#include <serhost/weights/module_state.hpp>

#include "testing/temporary.hpp"

namespace serhost::conformance {
namespace {

double largest_difference(const at::Tensor& a, const at::Tensor& b) {
  if (a.sizes() != b.sizes()) return std::numeric_limits<double>::infinity();
  return (a.to(at::kDouble) - b.to(at::kDouble)).abs().max().item().toDouble();
}

}  // namespace

void expect_same_bits(Verdict& verdict, const Replay& first, const Replay& second,
                      const std::string& what) {
  if (first.size() != second.size()) {
    verdict.fail(what + ": " + std::to_string(first.size()) + " tensors came out once and " +
                 std::to_string(second.size()) + " the other time");
    return;
  }
  for (std::size_t i = 0; i < first.size(); ++i) {
    const auto& [name, a] = first[i];
    const auto& b = second[i].second;
    if (a.sizes() == b.sizes() && at::equal(a, b)) continue;
    verdict.fail(what + ": " + name + " differs by " + brief(largest_difference(a, b)) +
                 ", expected the same bits");
    return;
  }
}

void descend(torch::nn::Module& module, double rate) {
  const at::NoGradGuard no_graph;
  for (auto& parameter : module.parameters()) {
    if (parameter.requires_grad() && parameter.grad().defined())
      parameter.sub_(parameter.grad(), rate);
  }
  module.zero_grad();
}

void carry_state(const torch::nn::Module& from, torch::nn::Module& to) {
  const TemporaryDirectory folder;
  const auto file = folder.path() / "model.safetensors";
  weights::write_safetensors(file, weights::state_of(from));
  weights::load_into(to, weights::read_safetensors(file), {.source = "the checkpoint"});
}

}  // namespace serhost::conformance
