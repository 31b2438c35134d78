// error: invalid use of incomplete type .*write #include <serhost/torch.hpp>
#include <serhost/loss.hpp>

class Own : public serhost::Loss, public torch::nn::Module {};
