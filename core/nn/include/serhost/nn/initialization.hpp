// Whether weights start at random: to draw a hundred million of them takes a second, for nothing
// where a checkpoint replaces them all.
//
//   const nn::WithoutInitialization off;
//   Encoder encoder(options);  // weights of no particular value
//   weights::load_into(encoder, checkpoint);
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

namespace serhost::nn {

/// [any] While one lives, `Linear` layers that this thread makes have weights of no particular
/// value. Only for modules whose every weight is loaded next, or the loading throws.
class WithoutInitialization {
 public:
  WithoutInitialization();
  ~WithoutInitialization();
  WithoutInitialization(const WithoutInitialization&) = delete;
  WithoutInitialization& operator=(const WithoutInitialization&) = delete;
};

/// [any] Whether none lives on this thread.
bool initializing();

}  // namespace serhost::nn
