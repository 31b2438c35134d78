// The type that a model computes in, as one value: another type is a line in precision.cpp.
#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

#include <string>
#include <string_view>
#include <vector>

#include "model/autocast.hpp"

namespace serhost::model {

/// Of products and convolutions, as torch's autocast lists them. Parameters, gradients, the head
/// from its pooling on and the loss are fp32 whatever it is.
class Precision {
 public:
  Precision() = default;  ///< fp32

  /// "fp32" or "bf16", as `train.precision` has it. Throws Error(config) with the known names.
  static Precision of(std::string_view name);
  static std::vector<std::string> names();

  std::string name() const;
  c10::ScalarType type() const { return type_; }
  bool is_full() const { return type_ == c10::ScalarType::Float; }

  /// [run] Holds for what is computed on this kind of device until it goes. An optimizer step must
  /// not fall inside (autocast.hpp).
  Autocast scope(c10::DeviceType device) const { return {device, !is_full(), type_}; }

 private:
  c10::ScalarType type_ = c10::ScalarType::Float;
};

}  // namespace serhost::model
