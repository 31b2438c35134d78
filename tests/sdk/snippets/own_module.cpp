// error: static assertion failed: torch::nn::Module: .*#include <serhost/torch.hpp>
#include <serhost/loss.hpp>

class Own : public serhost::Loss, public torch::nn::Module {};
