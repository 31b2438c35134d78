// What pre-training leaves behind, so that it is read as a released checkpoint is.
#pragma once

#include <string>

#include "encoder.hpp"

namespace emotion2vec {

/// [any] config.json as data2vec 2.0 keeps its own: what the tensors do not say.
std::string published_config(const EncoderOptions& options);

}  // namespace emotion2vec
