// A loss that is right, of which tests change one thing each, and what the checks find.
#pragma once

#include <ATen/ops/log_softmax.h>
#include <torch/nn/module.h>

#include "core/testing/failures.hpp"
#include "testing/kit.hpp"

namespace right_loss {

using namespace serhost;
using namespace serhost::conformance;

inline at::Tensor plain(const View& view, const Targets& targets) {
  return -at::log_softmax(view.output, 1).gather(1, targets.label.unsqueeze(1)).squeeze(1);
}

/// Cross-entropy, which is right, with one thing changed by each of those below.
struct Right : Loss {
  at::Tensor forward(const View& view, const Targets& targets, Step&) override {
    return plain(view, targets);
  }
};

template <class Checked>
Failures failures() {
  return failures_of(
      checks_of(LossCase{[](const Task&) { return std::make_shared<Checked>(); }, class_task()}));
}

}  // namespace right_loss
