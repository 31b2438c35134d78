// Numbers and texts as tensors.
#include "distributed/together.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/scalar_tensor.h>

#include <cstring>

#include "distributed/collective.hpp"

namespace serhost::distributed {

std::vector<std::int64_t> gather_numbers(Collective& all, std::int64_t mine) {
  std::vector<std::int64_t> out;
  for (const auto& list : all.all_gather({at::scalar_tensor(mine, at::kLong)}))
    out.push_back(list.at(0).item<std::int64_t>());
  return out;
}

std::int64_t sum_of(Collective& all, std::int64_t mine) {
  if (all.size == 1) return mine;
  auto sum = at::scalar_tensor(mine, at::kLong);
  all.all_reduce(sum);
  return sum.item<std::int64_t>();
}

double sum_of(Collective& all, double mine) {
  if (all.size == 1) return mine;
  auto sum = at::scalar_tensor(mine, at::kDouble);
  all.all_reduce(sum);
  return sum.item<double>();
}

bool any_of(Collective& all, bool mine) { return sum_of(all, std::int64_t{mine ? 1 : 0}) > 0; }

std::string text_of_first(Collective& all, const std::string& mine) {
  if (all.size == 1) return mine;
  auto size = at::scalar_tensor(static_cast<std::int64_t>(mine.size()), at::kLong);
  all.broadcast(size);
  auto bytes = at::empty({size.item<std::int64_t>()}, at::kByte);
  if (all.rank == 0) std::memcpy(bytes.data_ptr(), mine.data(), mine.size());
  if (bytes.numel() > 0) all.broadcast(bytes);
  return {static_cast<const char*>(bytes.const_data_ptr()),
          static_cast<std::size_t>(bytes.numel())};
}

void meet(Collective& all) {
  if (all.size > 1) any_of(all, false);
}

}  // namespace serhost::distributed
