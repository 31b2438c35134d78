// Every call into a plugin leaves LibTorch's global state as it was: what is otherwise after one is
// put right, and the plugin is named.
#pragma once

namespace serhost::state {

/// From here on `host::guarded` compares the state before and after each call, of all threads.
/// Calling it again changes nothing.
void watch_calls();

}  // namespace serhost::state
