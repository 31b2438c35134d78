// The part of run.json that is no result.
#pragma once

#include "run/facts.hpp"
#include "run/json_values.hpp"

namespace serhost::run {

/// The facts of a parsed run.json. Throws std::exception where a key is missing, of another type,
/// or the signature is not that of its fields; what earlier versions did not record is left out.
RunFacts facts_from(const ParsedJson& json);

}  // namespace serhost::run
