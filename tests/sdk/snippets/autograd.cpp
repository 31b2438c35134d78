// error: .*Function' is unavailable: .*#include <serhost/torch.hpp>
#include <serhost/loss.hpp>

struct Twice : torch::autograd::Function<Twice> {};
