// Small random batches as the host gives them to a loss, and the calls that the checks make with
// them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "testing/kit.hpp"

namespace torch::nn {
class Module;
}

namespace serhost::conformance {

struct Batch {
  View view;
  Targets targets;
};

/// What the checks of one loss share: the case and one of the kinds of target that it takes.
struct LossSetting {
  LossCase one;
  Needs needs;
  TargetKind kind = TargetKind::label;

  std::shared_ptr<Loss> make() const { return one.make(one.task); }
  std::int64_t classes() const { return static_cast<std::int64_t>(one.task.classes.size()); }
  std::int64_t dimensions() const { return static_cast<std::int64_t>(one.task.dimensions.size()); }
};

const char* name_of(TargetKind kind);

/// Every class occurs where `clips` allows it; targets are of the setting's kind alone. In fp32
/// unless `real` says fp64.
Batch random_batch(const LossSetting& setting, std::uint64_t seed, std::int64_t clips = 6,
                   at::ScalarType real = at::kFloat);

/// The clips `index` of a batch, in that order.
Batch chosen(const Batch& from, const std::vector<std::int64_t>& index);

/// With the same random numbers for the same `seed`.
at::Tensor forward(Loss& loss, const Batch& batch, bool training = true, std::uint64_t seed = 1);

/// The leaves of the view that the host gives this loss, by name: output, embedding.
std::vector<std::pair<std::string, at::Tensor View::*>> leaves(const Needs& needs);

/// Values and the gradient of every leaf are finite; `what` begins the sentence of a failure.
void expect_finite(Verdict& verdict, Loss& loss, Batch batch, const Needs& needs,
                   const std::string& what);

/// The largest difference, and infinity where shapes differ or either side is not finite.
double distance(const at::Tensor& a, const at::Tensor& b);

/// The module of a loss that has weights or state, or nullptr.
torch::nn::Module* module_of(Loss& loss);

/// [n] 0, 1, …
std::vector<std::int64_t> counted(std::int64_t n);

}  // namespace serhost::conformance
