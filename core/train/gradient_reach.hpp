// Whether training can change a model at all: the loss must lead back to what is trained, and a
// gradient must reach it. A loss that was detached would be "trained" to the last epoch, with one
// and the same value.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "train/composition.hpp"

namespace serhost::train {

/// [run] Throws where no gradient leads back from `losses`, which the loss gave for `view`: it
/// names the component that cut it, what was found, and what to do. `where`: " in fold 1, seed 1,
/// …" or "".
void require_gradient(Composition& composition, const View& view, const at::Tensor& losses,
                      const std::string& where);

/// [run] The same of a model whose outputs are known to have a gradient: none of them leads back.
[[noreturn]] void no_gradient_leads_back(Composition& composition, const std::string& where);

/// [run] Follows the first updates. What the experiment or a component freezes is not looked for.
class GradientReach {
 public:
  /// A tensor that one update passes by (a layer that is dropped, say) is reached by another.
  static constexpr std::int64_t kUpdates = 3;

  /// Looks at gradients between a backward pass and the optimizer's step. Throws PluginError where
  /// no trainable tensor has one.
  void look(Composition& composition, const std::string& where);
  /// The same gradients when they are the sums over all processes: which of those that are reached
  /// are zero.
  void look_at_sums(const Composition& composition);
  /// The norm of what was looked at. Throws Error(failed) where it was 0 in all of the updates.
  void measured(double norm, const std::string& where);

  bool done() const { return looks_ >= kUpdates; }
  std::int64_t looks() const { return looks_; }
  std::vector<std::string> missing() const;  ///< names of tensors that never had one
  /// "no gradient reaches 2 of 40 trainable tensors, which stay as they begin: a, b"; "" where
  /// `missing` is empty.
  std::string sentence() const;
  /// "the gradient of 2 of 40 trainable tensors was exactly zero in each of the first 3 updates: a,
  /// b", and what that may mean; "" where each had another one, and before `done`.
  std::string dead_sentence() const;

 private:
  std::map<std::string, bool> reached_;
  std::map<std::string, bool> moves_;  ///< of those reached: a gradient that was not zero
  std::int64_t looks_ = 0, measured_ = 0;
  bool changes_something_ = false;
};

}  // namespace serhost::train
