// Keeps a front end in fp32 where the trainer runs the model under autocast.
//
//   const nn::NoAutocast fp32;  // until the end of the block
//   const auto spectrum = at::fft_rfft(frames);
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <c10/core/impl/LocalDispatchKeySet.h>

namespace serhost::nn {

/// [run] No operation is autocast while one of these lives.
class NoAutocast {
  c10::impl::ExcludeDispatchKeyGuard guard_{c10::autocast_dispatch_keyset};
};

}  // namespace serhost::nn
