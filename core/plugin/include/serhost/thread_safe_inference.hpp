// Ability of a backbone that threads may share while nothing of it is trained.
//
//   class Own : public serhost::Backbone, public serhost::ThreadSafeInference { ... };
//   // forward() writes to no member unless step.training
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/export.hpp>

namespace serhost {

/// Ability: in evaluation, where nothing needs a gradient, `forward`, `run_layers` and `run_stage`
/// are [any], several at once on one instance. The host then computes several clips at once from
/// one set of weights; of other backbones it makes an instance a thread. What such a call keeps
/// must be its own, or behind a lock.
class SERHOST_API ThreadSafeInference {
 public:
  virtual ~ThreadSafeInference() = default;

  /// [run] Once, where the instance will only be evaluated from now on, in one precision and on the
  /// device where it is, and its weights will not be read by anybody else: it may free what that
  /// does not need.
  virtual void prepare_for_inference() {}
};

}  // namespace serhost
