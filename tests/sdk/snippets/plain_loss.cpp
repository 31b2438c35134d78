// compiles: what losses are made of needs <serhost/loss.hpp> alone
#include <serhost/loss.hpp>

torch::Tensor forward(const serhost::View& view, const serhost::Targets& targets) {
  using torch::indexing::Slice;
  const auto log_p = torch::log_softmax(view.output, 1);
  const auto p = torch::softmax(view.output, 1);
  const auto picked = log_p.gather(1, targets.label.unsqueeze(1)).squeeze(1);
  const auto truth = torch::one_hot(targets.label, view.output.size(1)).to(p);
  const auto unit = view.embedding / torch::linalg_vector_norm(view.embedding, 2, 1, true);
  const auto alike = torch::where(torch::matmul(unit, unit.t()) > 0.5, 1.0, 0.0);
  const auto noise = torch::rand({3}, torch::TensorOptions().dtype(torch::kDouble));
  const auto both = torch::cat({torch::stack({picked, -picked}), torch::zeros_like(alike)}, 0);
  torch::NoGradGuard off;
  auto x = torch::clamp(torch::logsumexp(p, 1), 0.0, 1.0) + torch::kl_div(log_p, truth) + 1.0;
  x.index_put_({Slice(), 0}, both.index({torch::indexing::Ellipsis, 0}));
  return torch::einsum("ij,ij->i", {p, truth}) * x + torch::relu(-noise).mean();
}
