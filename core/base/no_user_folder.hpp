// The words for a user folder that there is none of (base/user_folders.hpp).
#pragma once

#include <string>

namespace serhost {

/// Why, and what to set: `variable` is "XDG_DATA_HOME" or its like.
std::string no_user_folder(const char* variable);

}  // namespace serhost
