// Its autograd node lives in the plugin: backward must work long after the loss itself is gone.
#include <torch/csrc/autograd/custom_function.h>

#include <serhost/loss.hpp>

struct Twice : torch::autograd::Function<Twice> {
  static at::Tensor forward(torch::autograd::AutogradContext*, const at::Tensor& x) {
    return x * 2;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext*,
                                                 torch::autograd::variable_list g) {
    return {g[0] * 2};
  }
};
struct OwnGradient : serhost::Loss {
  struct Options {};
  static void declare(serhost::Schema<Options>&) {}
  OwnGradient(const Options&, const serhost::Task&, const serhost::Context&) {}
  at::Tensor forward(const serhost::View& view, const serhost::Targets&, serhost::Step&) override {
    return Twice::apply(view.output).sum(1);
  }
};
SERHOST_LOSS(OwnGradient, "own_gradient", "twice the sum of the outputs");
SERHOST_PLUGIN();
