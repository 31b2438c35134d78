// A frozen part of a model that gives NaN or infinity for a clip: such features are neither kept
// nor trained on. Who knows the clip's name catches it.
#pragma once

#include <cstddef>
#include <stdexcept>

namespace serhost::features {

struct NotFinite : std::runtime_error {
  explicit NotFinite(std::size_t index)
      : std::runtime_error("the features of a clip are not finite"), clip(index) {}
  std::size_t clip;
};

}  // namespace serhost::features
