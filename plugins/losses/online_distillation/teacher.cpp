// Weights by their place in the module tree, which is the same in both.
#include "teacher.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/_foreach_add.h>
#include <ATen/ops/_foreach_mul.h>

namespace online_distillation {

double decay(const TeacherOptions& options, std::int64_t update, std::int64_t updates) {
  const auto anneal =
      options.anneal < 1.0 ? options.anneal * static_cast<double>(updates) : options.anneal;
  if (static_cast<double>(update) >= anneal) return options.end;
  return options.end - (options.end - options.start) * (1.0 - static_cast<double>(update) / anneal);
}

void follow(torch::nn::Module& teacher, const torch::nn::Module& student, double decay) {
  const at::NoGradGuard off;
  auto slow = teacher.parameters();
  std::vector<at::Tensor> fast;
  for (const auto& parameter : student.parameters()) fast.push_back(parameter.detach());
  at::_foreach_mul_(slow, decay);
  at::_foreach_add_(slow, fast, 1.0 - decay);
  // Written without a note in the version, by which encoders know that what they derived is stale.
  for (const auto& parameter : slow) parameter.unsafeGetTensorImpl()->bump_version();
  auto buffers = teacher.buffers();
  const auto own = student.buffers();
  for (std::size_t i = 0; i < buffers.size(); ++i) buffers[i].copy_(own[i]);
}

void begin(torch::nn::Module& twin, const torch::nn::Module& student) {
  for (auto& parameter : twin.parameters()) parameter.set_requires_grad(false);
  follow(twin, student, 0.0);
  twin.eval();
}

}  // namespace online_distillation
