// error: .*meshgrid' is unavailable: .*#include <serhost/torch.hpp>
#include <serhost/loss.hpp>

std::vector<torch::Tensor> of(const torch::Tensor& a) { return torch::meshgrid({a, a}, "ij"); }
