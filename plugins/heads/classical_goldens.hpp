// What tests of the classical heads share: the clips of tests/golden/classical, and a head that is
// fitted to them.
#pragma once

#include <ATen/TensorOperators.h>
#include <ATen/ops/arange.h>
#include <ATen/ops/full.h>
#include <ATen/ops/tensor.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <serhost/fits_at_once.hpp>
#include <serhost/testing/head.hpp>
#include <serhost/weights/safetensors.hpp>

namespace classical_goldens {

inline const serhost::weights::Tensors& expected() {
  static const auto read =
      serhost::weights::read_safetensors(std::filesystem::path(std::getenv("SERHOST_SOURCE_DIR")) /
                                         "tests/golden/classical/expected.safetensors");
  return read;
}

/// One frame each.
inline serhost::Sequence frames(const at::Tensor& rows) {
  return {rows.to(at::kDouble).unsqueeze(1), at::full({rows.size(0)}, 1, at::kLong), {}, {}};
}

inline std::shared_ptr<serhost::Head> fitted(const std::string& name,
                                             const std::vector<std::string>& parameters,
                                             bool weighted) {
  auto head =
      serhost::testing::make_head(name, {.width = 5, .outputs = 3, .needs = {}}, parameters);
  auto& able = dynamic_cast<serhost::FitsAtOnce&>(*head);
  serhost::Targets targets;
  targets.label = expected().at("label");
  if (weighted) targets.weight = expected().at("weight");
  able.observe(frames(expected().at("x")), targets, serhost::FitsAtOnce::Part::train);
  targets.label = at::arange(10).remainder(3);
  targets.weight = at::Tensor();
  able.observe(frames(expected().at("test")), targets, serhost::FitsAtOnce::Part::validation);
  able.finish();
  return head;
}

inline at::Tensor output(serhost::Head& head) {
  auto step = serhost::testing::step();
  return head.forward(frames(expected().at("test")), step).output;
}

inline void expect_near(const at::Tensor& got, const at::Tensor& wanted, double tolerance) {
  EXPECT_LT((got - wanted).abs().max().item<double>(), tolerance) << got << "\n" << wanted;
}

}  // namespace classical_goldens
