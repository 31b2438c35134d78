// No adaptation: what `adapt` is where it is left out, and what undoes an inherited one.
#include "model/adapt/method.hpp"

namespace serhost::model {
namespace {

class None final : public AdaptationMethod {
 public:
  void apply(const ToAdapt&) const override {}
};

SERHOST_ADAPTATION(None, "none", "the backbone itself is trained, or frozen", 10);

}  // namespace
}  // namespace serhost::model
