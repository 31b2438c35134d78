// error: 'GRU' is unavailable: .*#include <serhost/torch.hpp>
#include <serhost/backbone.hpp>

class Own : public serhost::Backbone {
  torch::nn::GRU layer_{nullptr};
};
