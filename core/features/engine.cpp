// Runs workers over one set of weights: one chain for all, or one each.
#include "features/engine.hpp"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/tensor.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/parallel.hpp"

namespace serhost::features {
namespace {

constexpr std::size_t kMostWorkers = 16;

/// Puts the number of threads back: the caller's, which is a worker too, and that which new threads
/// begin with.
class KeptThreads {
 public:
  ~KeptThreads() { at::set_num_threads(threads_); }

 private:
  int threads_ = at::get_num_threads();
};

/// Lets `to` use the memory of `from`, which is a chain of the same making.
void share_weights(const model::Chain& from, const model::Chain& to) {
  const auto share = [](const auto& source, const auto& target) {
    SERHOST_CHECK(source.size() == target.size());
    for (std::size_t i = 0; i < source.size(); ++i) {
      SERHOST_CHECK(source[i].sizes().equals(target[i].sizes()) &&
                    source[i].scalar_type() == target[i].scalar_type());
      target[i].set_data(source[i].detach());
    }
  };
  share(from.parameters(), to.parameters());
  share(from.buffers(), to.buffers());
}

}  // namespace

Engine::Engine(Make make, c10::Device device, model::Precision precision, std::size_t workers)
    : make_(std::move(make)),
      device_(device),
      precision_(precision),
      workers_(device.is_cpu() ? std::max<std::size_t>(1, workers) : 1) {
  chains_.push_back(make_());
  shared_ = chains_.front()->thread_safe();
  free_ = chains_;
}

void Engine::prepare_for_inference() {
  if (!shared_ || !device_.is_cpu()) return;  // further chains would copy the first one's weights
  const at::NoGradGuard no_graph;
  const auto scope = precision_.scope(device_.type());
  chains_.front()->prepare_for_inference();
}

std::shared_ptr<model::Chain> Engine::take() {
  if (shared_) return chains_.front();
  const std::lock_guard lock(mutex_);
  if (free_.empty()) {
    auto chain = make_();
    share_weights(*chains_.front(), *chain);
    chains_.push_back(chain);
    return chain;
  }
  auto chain = free_.back();
  free_.pop_back();
  return chain;
}

void Engine::give(std::shared_ptr<model::Chain> chain) {
  if (shared_) return;
  const std::lock_guard lock(mutex_);
  free_.push_back(std::move(chain));
}

Sequence Engine::compute(model::Chain& chain, const std::vector<float>& samples) const {
  const auto length = static_cast<std::int64_t>(samples.size());
  auto values = at::empty({1, length}, at::kFloat);
  std::copy(samples.begin(), samples.end(), values.mutable_data_ptr<float>());
  const auto scope = precision_.scope(device_.type());
  auto out = chain.forward_frozen({values.to(device_), at::tensor({length}), {}, {}});
  out.values = out.values.to(at::kCPU);
  if (out.summary.defined()) out.summary = out.summary.to(at::kCPU);
  if (out.segment_ids.defined()) out.segment_ids = out.segment_ids.to(at::kCPU);
  return out;
}

void Engine::run(std::size_t n, const std::function<void(std::size_t, const Compute&)>& work) {
  const auto count = std::min(workers_, n);
  if (count == 0) return;
  const KeptThreads threads;
  const model::EvalModeGuard eval_mode(*chains_.front());
  std::atomic<std::size_t> next{0};
  for_each_index(count, count, [&](std::size_t) {
    const auto chain = take();
    // On a thread of its own a worker would begin with all cores.
    if (device_.is_cpu()) at::set_num_threads(1);
    const Compute with_chain = [&](const std::vector<float>& samples) {
      return compute(*chain, samples);
    };
    try {
      for (std::size_t i; (i = next.fetch_add(1)) < n;) work(i, with_chain);
    } catch (...) {
      next = n;
      give(chain);
      throw;
    }
    give(chain);
  });
}

std::size_t workers_for(int threads) {
  return std::min(kMostWorkers, static_cast<std::size_t>(threads_to_use(threads)));
}

}  // namespace serhost::features
