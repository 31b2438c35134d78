// A tensor worked out from parameters and kept until they change: merged, reordered or rounded
// weights.
//
//   nn::Derived merged_;  // a member of a module
//   ...
//   const auto weight = merged_.get({g_, v_}, [&] { return g_ * v_ / v_.norm(); });
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <ATen/core/Tensor.h>

#include <mutex>
#include <vector>

namespace serhost::nn {

/// [any] Threads that run the same module share what the first of them made. A copy starts empty.
class Derived {
 public:
  Derived() = default;
  /// Starts empty.
  Derived(const Derived&) {}
  /// Keeps what it has.
  Derived& operator=(const Derived&) { return *this; }

  /// make(), or what it gave before if every tensor of `sources` is still the same in place and
  /// content. Undefined tensors may be among them. Only for use without autograd: what is kept has
  /// no history.
  template <class Make>
  at::Tensor get(at::TensorList sources, const Make& make) {
    const std::lock_guard lock(mutex_);
    if (!kept_.defined() || !same(sources)) {
      kept_ = make();
      remember(sources);
    }
    return kept_;
  }

 private:
  struct Source {
    c10::Storage storage;  // held, so that its address cannot come back with other content
    const void* data = nullptr;
    std::int64_t version = 0;
    at::ScalarType type = at::kFloat;
  };

  static Source source_of(const at::Tensor& tensor);
  bool same(at::TensorList sources) const;
  void remember(at::TensorList sources);

  std::mutex mutex_;
  std::vector<Source> sources_;
  at::Tensor kept_;
};

/// True where nothing that is computed from these tensors needs a gradient.
bool without_graph(at::TensorList tensors);

}  // namespace serhost::nn
