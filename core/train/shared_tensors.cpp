// Buckets: neighbors of one type, flat, one behind the other.
#include "train/shared_tensors.hpp"

#include <ATen/core/grad_mode.h>
#include <ATen/ops/cat.h>

#include <functional>

namespace serhost::train {
namespace {

void in_buckets(const std::vector<at::Tensor>& tensors, std::int64_t bucket_bytes,
                const std::function<void(at::Tensor&)>& call) {
  const at::NoGradGuard no_graph;
  for (std::size_t begin = 0; begin < tensors.size();) {
    std::vector<at::Tensor> flat;
    std::int64_t bytes = 0;
    auto end = begin;
    for (; end < tensors.size() && tensors[end].scalar_type() == tensors[begin].scalar_type();
         ++end) {
      const auto more = static_cast<std::int64_t>(tensors[end].nbytes());
      if (end > begin && bytes + more > bucket_bytes) break;
      bytes += more;
      flat.push_back(tensors[end].reshape(-1));
    }
    auto bucket = at::cat(flat);
    if (bucket.numel() > 0) call(bucket);
    std::int64_t at = 0;
    for (; begin < end; ++begin) {
      const auto& tensor = tensors[begin];
      tensor.copy_(bucket.narrow(0, at, tensor.numel()).view(tensor.sizes()));
      at += tensor.numel();
    }
  }
}

}  // namespace

void sum_over_processes(Collective& all, const std::vector<at::Tensor>& tensors,
                        std::int64_t bucket_bytes) {
  if (all.size == 1) return;
  in_buckets(tensors, bucket_bytes, [&](at::Tensor& bucket) { all.all_reduce(bucket); });
}

void take_from_first(Collective& all, const std::vector<at::Tensor>& tensors,
                     std::int64_t bucket_bytes) {
  if (all.size == 1) return;
  in_buckets(tensors, bucket_bytes, [&](at::Tensor& bucket) { all.broadcast(bucket); });
}

}  // namespace serhost::train
