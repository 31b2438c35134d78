#include <ATen/ops/allclose.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/nn/module.h>

#include <serhost/weights/module_state.hpp>

#include "base/error.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::HasSubstr;

namespace {

struct Inner : torch::nn::Module {
  Inner() {
    register_parameter("weight", at::zeros({2, 3}));
    register_buffer("mean", at::zeros({3}));
  }
};

struct Outer : torch::nn::Module {
  Outer() {
    register_module("inner", std::make_shared<Inner>());
    register_parameter("bias", at::zeros({4}));
  }
};

Tensors fitting() {
  return {{"inner.weight", at::ones({2, 3})},
          {"inner.mean", at::full({3}, 2.0)},
          {"bias", at::full({4}, 3.0, at::kHalf)}};
}

std::string refusal(torch::nn::Module& module, const Tensors& tensors,
                    const LoadOptions& options = {}) {
  try {
    load_into(module, tensors, options);
    return "";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::damaged);
    return fault.what();
  }
}

}  // namespace

TEST(StateOfAModule, HoldsParametersAndBuffersByTheirFullNames) {
  Outer module;
  std::vector<std::string> names;
  for (const auto& [name, tensor] : state_of(module)) {
    names.push_back(name);
    EXPECT_FALSE(tensor.requires_grad());
  }
  EXPECT_THAT(names, testing::ElementsAre("bias", "inner.mean", "inner.weight"));
}

TEST(LoadIntoAModule, CopiesAndConverts) {
  Outer module;
  EXPECT_EQ(refusal(module, fitting()), "");
  const auto state = state_of(module);
  EXPECT_TRUE(at::equal(state.at("inner.weight"), at::ones({2, 3})));
  EXPECT_TRUE(at::equal(state.at("inner.mean"), at::full({3}, 2.0f)));
  EXPECT_TRUE(at::equal(state.at("bias"), at::full({4}, 3.0f)));
  EXPECT_EQ(state.at("bias").scalar_type(), at::kFloat);
}

TEST(LoadIntoAModule, TellsEveryFaultAtOnceAndChangesNothing) {
  Outer module;
  auto tensors = fitting();
  tensors.erase("bias");
  tensors["extra"] = at::ones({1});
  tensors["inner.weight"] = at::ones({3, 2});
  EXPECT_EQ(refusal(module, tensors, {.source = "a.safetensors"}),
            "a.safetensors: do not fit the model; missing: bias; unexpected: extra; shapes: "
            "inner.weight is [3, 2], but must be "
            "[2, 3]");
  for (const auto& [name, tensor] : state_of(module))
    EXPECT_TRUE(at::equal(tensor, at::zeros_like(tensor))) << name;
}

TEST(LoadIntoAModule, IgnoresAndMissesWhatItIsTold) {
  Outer module;
  auto tensors = fitting();
  tensors.erase("inner.mean");
  tensors["pproc.means"] = at::ones({1});
  EXPECT_EQ(
      refusal(module, tensors, {.source = "", .ignore = {"pproc."}, .may_miss = {"inner.mean"}}),
      "");
  EXPECT_TRUE(at::equal(state_of(module).at("inner.weight"), at::ones({2, 3})));
}
