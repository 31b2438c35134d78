// BitFit: of a pre-trained encoder only the biases are trained.
//
// Source: Ben Zaken et al., "BitFit: Simple Parameter-efficient Fine-tuning", 2022.
#include <stdexcept>

#include "model/adapt/method.hpp"

namespace serhost::model {
namespace {

class BitFit final : public AdaptationMethod {
 public:
  void apply(const ToAdapt& to) const override {
    bool any = false;
    for (auto [name, parameter] : to.parameters) {
      if (name != "bias" && !name.ends_with(".bias")) continue;
      parameter.set_requires_grad(true);
      any = true;
    }
    if (!any)
      throw std::invalid_argument("has no parameters called `bias` that `freeze` leaves free");
  }
};

SERHOST_ADAPTATION(BitFit, "bitfit", "only the biases are trained", 30);

}  // namespace
}  // namespace serhost::model
