// One list of the fields, so that no join and no move forgets one.
#include "tasks/targets.hpp"

#include <ATen/ops/cat.h>
#include <ATen/ops/constant_pad_nd.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/error.hpp"

namespace serhost::tasks {
namespace {

using Field = at::Tensor Targets::*;

constexpr std::array<Field, 8> kFields = {
    &Targets::label,  &Targets::soft,    &Targets::dimensions, &Targets::units,
    &Targets::weight, &Targets::speaker, &Targets::corpus,     &Targets::multi_hot};

// A field that is added to Targets must be added to the list above.
static_assert(sizeof(Targets) == kFields.size() * sizeof(at::Tensor));

/// Frames of all parts as many as those of the longest.
void pad_units(std::vector<at::Tensor>& parts) {
  std::int64_t longest = 0;
  for (const auto& part : parts) longest = std::max(longest, part.size(1));
  for (auto& part : parts) {
    if (part.size(1) < longest) part = at::constant_pad_nd(part, {0, longest - part.size(1)}, -1);
  }
}

}  // namespace

Targets cat(std::span<const Targets> parts) {
  Targets out;
  if (parts.empty()) return out;
  for (const auto field : kFields) {
    std::vector<at::Tensor> tensors;
    for (const auto& part : parts) {
      if ((part.*field).defined()) tensors.push_back(part.*field);
    }
    if (tensors.empty()) continue;
    SERHOST_CHECK(tensors.size() == parts.size());
    if (field == &Targets::units) pad_units(tensors);
    out.*field = at::cat(tensors);
  }
  return out;
}

Targets on_device(Targets targets, const c10::Device& device) {
  for (const auto field : kFields) {
    if ((targets.*field).defined()) targets.*field = (targets.*field).to(device);
  }
  return targets;
}

Targets in_precision(Targets targets, at::ScalarType type) {
  for (const auto field : {&Targets::soft, &Targets::dimensions, &Targets::multi_hot}) {
    if ((targets.*field).defined()) targets.*field = (targets.*field).to(type);
  }
  return targets;
}

std::int64_t clips_of(const Targets& targets) {
  for (const auto field : kFields) {
    if ((targets.*field).defined()) return (targets.*field).size(0);
  }
  return 0;
}

}  // namespace serhost::tasks
