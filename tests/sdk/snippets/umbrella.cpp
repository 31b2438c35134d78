// compiles: all that the other files may not say without <serhost/torch.hpp>
#include <serhost/loss.hpp>
#include <serhost/torch.hpp>

namespace F = torch::nn::functional;

struct Twice : torch::autograd::Function<Twice> {
  static torch::Tensor forward(torch::autograd::AutogradContext*, const torch::Tensor& x) {
    return 2 * x;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list slopes) {
    return {2 * slopes[0]};
  }
};

class Own final : public serhost::Loss, public torch::nn::Module {
 public:
  Own() : layer_(register_module("layer", torch::nn::Linear(8, 4))) {
    torch::nn::init::xavier_normal_(layer_->weight);
    layers_->push_back(torch::nn::Conv1d(torch::nn::Conv1dOptions(1, 2, 3).padding(1)));
  }
  torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets,
                        serhost::Step&) override {
    const auto grid = torch::meshgrid({view.lengths, view.lengths}, "ij");
    const auto weight = torch::tensor({{1.0, 2.0}, {3.0, 4.0}}, torch::kFloat64);
    const auto pitch = torch::fft::rfft(view.frames).abs() + torch::special::psi(weight).sum();
    return F::cross_entropy(Twice::apply(layer_(view.embedding)), targets.label) + pitch.sum() +
           grid[0].sum();
  }

 private:
  torch::nn::Linear layer_;
  torch::nn::Sequential layers_;
};
