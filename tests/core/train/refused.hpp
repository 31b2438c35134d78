// A training that is to be refused, and losses that are another loss changed.
#pragma once

#include <gtest/gtest.h>

#include <functional>

#include "core/train/fixtures.hpp"
#include "core/train/trained.hpp"

namespace serhost::train {

/// Cross-entropy whose value `change` makes of the right one.
struct Changed : fakes::CrossEntropy {
  explicit Changed(std::function<at::Tensor(const at::Tensor&)> what) : change(std::move(what)) {}
  at::Tensor forward(const View& view, const Targets& targets, Step& step) override {
    return change(fakes::CrossEntropy::forward(view, targets, step));
  }
  std::function<at::Tensor(const at::Tensor&)> change;
};

inline std::shared_ptr<Loss> changed(std::function<at::Tensor(const at::Tensor&)> what) {
  return std::make_shared<Changed>(std::move(what));
}

/// Trains; the message of what stops it, and that no parameter has moved.
inline std::string refusal(std::shared_ptr<Loss> loss, std::int64_t updates = 1) {
  Collective alone;
  Trained one(alone, "fp32", std::move(loss));
  std::map<std::string, at::Tensor> before;
  for (const auto& [name, parameter] : one.composition.parameters())
    before[name] = parameter.detach().clone();
  const auto message = fakes::message_of([&] { one.run(updates); });
  for (const auto& [name, parameter] : one.composition.parameters())
    EXPECT_TRUE(at::equal(parameter, before.at(name))) << name;
  return message;
}

}  // namespace serhost::train
