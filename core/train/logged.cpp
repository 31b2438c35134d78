// Averages of logged values.
#include "train/logged.hpp"

#include <ATen/ops/scalar_tensor.h>

namespace serhost::train {

std::function<void(const std::string&, const at::Tensor&)> Logged::sink() {
  return [this](const std::string& name, const at::Tensor& logged) {
    if (!logged.defined() || logged.numel() == 0) return;
    const auto value = logged.detach().to(at::kDouble).mean();
    auto& mean = means_[name];
    // A restored sum lies on the CPU, the logged one perhaps elsewhere.
    mean.sum = mean.sum.defined() ? mean.sum.to(value.device()).add(value) : value;
    ++mean.count;
  };
}

std::map<std::string, double> Logged::take() {
  std::map<std::string, double> out;
  for (const auto& [name, mean] : means_)
    out[name] = mean.sum.item<double>() / static_cast<double>(mean.count);
  means_.clear();
  return out;
}

std::map<std::string, LoggedSum> Logged::sums() const {
  std::map<std::string, LoggedSum> out;
  for (const auto& [name, mean] : means_) out[name] = {mean.sum.item<double>(), mean.count};
  return out;
}

void Logged::restore(const std::map<std::string, LoggedSum>& sums) {
  means_.clear();
  for (const auto& [name, sum] : sums)
    means_[name] = {at::scalar_tensor(sum.sum, at::kDouble), sum.count};
}

}  // namespace serhost::train
