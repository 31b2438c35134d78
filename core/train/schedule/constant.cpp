// The learning rate stays, after a warm-up.
#include "train/schedule/rule.hpp"

namespace serhost::train {
namespace {

SERHOST_SCHEDULE(constant, "constant", "stays, after a warm-up", 10, by_factor<ramp>, nullptr,
                 warmup_key);

}  // namespace
}  // namespace serhost::train
