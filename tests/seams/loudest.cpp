// A pooling: the largest value of each column over a clip's own frames.
#include <ATen/ops/amax.h>

#include <limits>
#include <serhost/nn/mask.hpp>

#include "model/pooling/pooling.hpp"

namespace serhost::model {
namespace {

class Loudest final : public Pooling {
 public:
  explicit Loudest(const PoolingSpec&) {}
  at::Tensor pool(const at::Tensor& frames, const Sequence& sequence) override {
    const auto behind =
        nn::valid(sequence.lengths, frames.size(1), frames.device()).logical_not().unsqueeze(2);
    return frames.masked_fill(behind, -std::numeric_limits<float>::infinity()).amax(1);
  }
};

SERHOST_POOLING(Loudest, "loudest", "largest value of each column", 900);

}  // namespace
}  // namespace serhost::model
