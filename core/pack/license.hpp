// SPDX license expressions, checked against the list of SPDX (spdx_licenses.txt,
// spdx_exceptions.txt).
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace serhost::pack {

/// Why `expression` is no license ("'MTI' is not on the SPDX list. Did you mean 'MIT'?"), or "".
/// Allowed: identifiers of the list, with "+"; AND, OR, WITH and an exception of the list;
/// parentheses; LicenseRef-NAME.
std::string reason_against_license(std::string_view expression);

/// The LicenseRef-NAMEs in an expression without a fault: their text must travel along.
std::vector<std::string> license_references(std::string_view expression);

}  // namespace serhost::pack
