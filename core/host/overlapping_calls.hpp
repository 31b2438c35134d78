// Which calls into other plugins ran while one did, on other threads: a switch of the whole process
// that is otherwise afterwards may be the work of any of them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "host/guard.hpp"

namespace serhost::host {

/// [any] `call` to `callee` is in progress, until `call_ended`. Both must live until then.
void call_began(const Calling& call, const Callee& callee);
void call_ended(const Calling& call) noexcept;

/// Calls of other components that more of are not named.
inline constexpr std::size_t kMostOverlapping = 4;

/// "dataset 'a' of plugin a 1.0 (a.so)" of every other component that other threads called while
/// `call`, which has not ended, was in progress.
std::vector<std::string> overlapping_calls(const Calling& call);

}  // namespace serhost::host
