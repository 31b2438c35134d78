// Another type where torch's autocast lists allow it, for a scope; or full precision inside such a
// scope.
#pragma once

#include <c10/core/DeviceType.h>
#include <c10/core/ScalarType.h>

namespace serhost::model {

/// [run] Switches autocast on or off for one kind of device and back when it goes. The cache of
/// converted weights lives as long as the outermost scope: an optimizer step must not fall inside
/// one.
class Autocast {
 public:
  Autocast(c10::DeviceType device, bool on, c10::ScalarType type = c10::kBFloat16);
  ~Autocast();
  Autocast(const Autocast&) = delete;
  Autocast& operator=(const Autocast&) = delete;

 private:
  c10::DeviceType device_;
  bool was_on_;
  c10::ScalarType was_type_;
};

}  // namespace serhost::model
