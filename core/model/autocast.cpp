// Autocast as a scope.
#include "model/autocast.hpp"

#include <ATen/autocast_mode.h>

namespace serhost::model {

Autocast::Autocast(c10::DeviceType device, bool on, c10::ScalarType type)
    : device_(device),
      was_on_(at::autocast::is_autocast_enabled(device)),
      was_type_(at::autocast::get_autocast_dtype(device)) {
  at::autocast::increment_nesting();
  at::autocast::set_autocast_enabled(device, on);
  if (on) at::autocast::set_autocast_dtype(device, type);
}

Autocast::~Autocast() {
  at::autocast::set_autocast_enabled(device_, was_on_);
  at::autocast::set_autocast_dtype(device_, was_type_);
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace serhost::model
