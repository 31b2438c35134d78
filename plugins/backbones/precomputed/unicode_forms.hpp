// One name may be written in two ways: "é" as one character or as "e" and an accent. Systems differ
// in which they give.
#pragma once

#include <string>

namespace precomputed {

/// Accents joined with their letters (NFC); what is not UTF-8 stays as it is. [any]
std::string composed(const std::string& name);

/// Accents apart from their letters (NFD), as macOS wrote names of files. [any]
std::string decomposed(const std::string& name);

}  // namespace precomputed
