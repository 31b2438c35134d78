// Whether what was thrown means that memory ran out, and the sentence for it.
#pragma once

#include <string>
#include <string_view>

namespace serhost {

/// Of the text of an exception, or of what a child process wrote: LibTorch tells by nothing else
/// that an allocation failed, on the processor or on a GPU.
bool means_out_of_memory(std::string_view what);

/// "not enough memory: <first line of what>; ..." with the keys that decide how much is needed.
std::string out_of_memory(std::string_view what);

}  // namespace serhost
