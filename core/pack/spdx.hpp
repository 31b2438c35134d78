// The identifiers of the SPDX list, version 3.27.
#pragma once

#include <string>
#include <vector>

namespace serhost::pack {

const std::vector<std::string>& spdx_licenses();
const std::vector<std::string>& spdx_exceptions();

}  // namespace serhost::pack
