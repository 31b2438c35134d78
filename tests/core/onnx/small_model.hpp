// A graph with one of everything.
#pragma once

#include <memory>
#include <vector>

#include "onnx/builder.hpp"

namespace serhost::onnx::testing {

template <class T>
std::shared_ptr<const void> held(std::vector<T> values) {
  const auto owner = std::make_shared<std::vector<T>>(std::move(values));
  return {owner, owner->data()};
}

/// Adds the softmax of x + [1, 2] to `builder`, and something that no output needs.
inline void fill(Builder& builder) {
  const auto x = builder.input({"x", Type::f32, {"batch", "2"}, "two numbers"});
  const auto row = builder.constant(Type::f32, {1, 2}, held<float>({1.0F, 2.0F}));
  const auto sum = builder.add("Add", {x, row}, {}, 1).front();
  builder.add("Clip", {sum, {}, row}, {}, 1);
  const auto out = builder.add("Softmax", {sum}, {{"axis", std::int64_t{1}}}, 1).front();
  builder.output({"y", Type::f32, {"batch", "2"}, "their share"}, out);
}

inline Model small_model() {
  Builder builder;
  fill(builder);
  auto out = builder.model();
  out.name = "small";
  out.producer = "a test";
  out.producer_version = "1";
  out.meaning = "nothing";
  out.metadata = {{"labels", "[\"a\", \"ü\"]"}, {"rate", "16000"}};
  return out;
}

}  // namespace serhost::onnx::testing
