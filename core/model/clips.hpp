// A padded batch taken apart into clips, and put together again.
#pragma once

#include <serhost/backbone.hpp>
#include <vector>

namespace serhost::model {

/// Clip `index` alone, without what lies behind its end: [1, length, ...]. Shares the batch's
/// memory.
Sequence clip_of(const Sequence& batch, std::int64_t index);

/// Clips [1, F, ...] as one batch with zeros behind each; a single clip is handed on as it is.
Sequence batch_of(const std::vector<Sequence>& clips);

}  // namespace serhost::model
