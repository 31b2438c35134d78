// How the program says what to do about an error.
#pragma once

#include <string>

#include "app/remedy.hpp"

namespace serhost::cli {

/// What follows the message: "; choose another folder with --out".
std::string hint_of(const app::RemediableError& error);

}  // namespace serhost::cli
