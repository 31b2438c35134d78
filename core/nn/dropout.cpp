// Off the CPU the mask is drawn where the data lies, by a generator seeded from the component's
// stream.
#include <ATen/Context.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/randint.h>

#include <limits>
#include <serhost/nn/dropout.hpp>

namespace serhost::nn {
namespace {

at::Generator generator_for(const at::Tensor& values, const at::Generator& stream) {
  if (values.is_cpu() || !stream.defined()) return values.is_cpu() ? stream : at::Generator();
  const auto seed = at::randint(std::numeric_limits<std::int64_t>::max(), {1}, stream, at::kLong)
                        .item<std::int64_t>();
  auto generator = at::globalContext()
                       .getAcceleratorHooksInterface(values.device().type())
                       .getNewGenerator(values.device().index());
  generator.set_current_seed(static_cast<std::uint64_t>(seed));
  return generator;
}

}  // namespace

at::Tensor dropout(const at::Tensor& values, double probability, Step& step) {
  if (!step.training || probability <= 0) return values;
  if (probability >= 1) return values.mul(0);
  auto generator = generator_for(values, step.random);
  auto kept = at::empty_like(values, values.options().requires_grad(false));
  kept.bernoulli_(1 - probability,
                  generator.defined() ? std::optional<at::Generator>(generator) : std::nullopt);
  return values.mul(kept.div_(1 - probability));
}

}  // namespace serhost::nn
