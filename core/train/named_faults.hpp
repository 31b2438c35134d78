// What is thrown outside of any call into a plugin, by what plugins gave: their derivatives, or the
// host's arithmetic with their tensors.
#pragma once

#include <string>
#include <utility>

#include "train/composition.hpp"

namespace serhost::train {

/// All whose operations a training step is made of: "loss 'focal', head 'mlp', backbone 'hubert'".
std::string components_of(Composition& composition);

/// Rethrows the exception in flight as PluginError "<what><where> failed: <first line>; look at the
/// operations and derivatives of <components>". serhost::Error passes unchanged, and so does what
/// is nobody's fault: memory that is not there.
[[noreturn]] void rethrow_named(Composition& composition, const char* what,
                                const std::string& where);

/// `where` as `train::where` makes it.
template <class Work>
void named(Composition& composition, const char* what, const std::string& where, Work&& work) {
  try {
    std::forward<Work>(work)();
  } catch (...) { rethrow_named(composition, what, where); }
}

}  // namespace serhost::train
