// Ability of a head: it is not trained by gradients but computed once from all clips of the train
// part, as classical classifiers are, on what a frozen backbone gives.
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>

namespace serhost {

/// The host asks for the train part, then for the validation part, each clip once in the order of
/// the manifest, then for `finish`; epochs, optimizer and schedule have no effect, and it refuses
/// [[augment]] and train.mix, which change clips from epoch to epoch. What was fitted is kept in
/// buffers, whose sizes may change. Before that, `forward` gives zeros.
class SERHOST_API FitsAtOnce {
 public:
  virtual ~FitsAtOnce() = default;
  /// Which part a clip is of.
  enum class Part { train, validation };
  /// [run] `frames` as `Head::forward` has them, of one clip or several; `targets` has labels, and
  /// weights where the experiment has class weights.
  virtual void observe(const Sequence& frames, const Targets& targets, Part part) = 0;
  /// [run] Once, behind the last clip. The same clips give the same bits. Throws std::exception
  /// with a sentence where nothing can be fitted to them.
  virtual void finish() = 0;
};

}  // namespace serhost
