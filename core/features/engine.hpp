// Computes the part of a chain that is frozen for many clips: each clip alone, several at once.
// Two workers with one thread of LibTorch each are faster than one with two, and what a clip gives
// does not depend on how many there are.
#pragma once

#include <c10/core/Device.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "model/chain.hpp"
#include "model/precision.hpp"

namespace serhost::features {

/// What a worker has the frozen part do: mono samples of one clip at the chain's rate, to [1, F,
/// ...] on the CPU.
using Compute = std::function<Sequence(const std::vector<float>& samples)>;

class Engine {
 public:
  /// Makes a chain; called again for further workers where they cannot share it
  /// (Chain::concurrent). Their chains then share the first one's weights.
  using Make = std::function<std::shared_ptr<model::Chain>()>;

  /// `workers` counts on a CPU only; a GPU has one.
  Engine(Make make, c10::Device device, model::Precision precision, std::size_t workers);

  model::Chain& chain() { return *chains_.front(); }
  std::size_t workers() const { return workers_; }

  /// [run] Frees what only training or saving needs (Chain::prepare_for_inference): once, before
  /// the last `run`s.
  void prepare_for_inference();

  /// [run] Calls `work(i, compute)` once for each i in [0, n), in this order, on worker threads.
  /// Rethrows the first exception after all have ended.
  void run(std::size_t n, const std::function<void(std::size_t, const Compute&)>& work);

 private:
  std::shared_ptr<model::Chain> take();  ///< for one worker alone, unless workers share it
  void give(std::shared_ptr<model::Chain> chain);
  Sequence compute(model::Chain& chain, const std::vector<float>& samples) const;

  Make make_;
  c10::Device device_;
  model::Precision precision_;
  std::size_t workers_;
  bool shared_ = false;  // one chain for all workers
  std::mutex mutex_;
  std::vector<std::shared_ptr<model::Chain>> chains_, free_;
};

/// As many as there are threads to use (`threads`, or the machine's), though no more than memory
/// and loading are worth.
std::size_t workers_for(int threads);

}  // namespace serhost::features
