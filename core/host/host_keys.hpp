// Keys that the experiment file's table of a component keeps for the host: no component may declare
// a parameter of that name.
#pragma once

#include <serhost/kind.hpp>
#include <span>
#include <string_view>

namespace serhost::host {

std::span<const std::string_view> host_keys(Kind kind);

}  // namespace serhost::host
