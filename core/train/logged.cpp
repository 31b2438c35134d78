// Averages of logged figures.
#include "train/logged.hpp"

namespace serhost::train {

std::function<void(const std::string&, const at::Tensor&)> Logged::sink() {
  return [this](const std::string& name, const at::Tensor& figure) {
    if (!figure.defined() || figure.numel() == 0) return;
    const auto value = figure.detach().to(at::kDouble).mean();
    auto& mean = means_[name];
    mean.sum = mean.sum.defined() ? mean.sum.add(value) : value;
    ++mean.count;
  };
}

std::map<std::string, double> Logged::take() {
  std::map<std::string, double> out;
  for (const auto& [name, mean] : means_) out[name] = mean.sum.item<double>() / static_cast<double>(mean.count);
  means_.clear();
  return out;
}

}  // namespace serhost::train
