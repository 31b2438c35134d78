// Errors after which there is something particular to do, as every room has them (base/remedy.hpp).
#pragma once

#include "base/remedy.hpp"

namespace serhost::app {

using serhost::RemediableError;
using serhost::Remedy;

}  // namespace serhost::app
