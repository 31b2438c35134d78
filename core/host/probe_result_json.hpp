// Records and components as JSON: what a probing child prints and the cache keeps. Reading gives
// back equal values.
#pragma once

#include <nlohmann/json.hpp>

#include "host/abi_record.hpp"
#include "host/probe_result.hpp"

namespace serhost::host {

nlohmann::json to_json(const AbiRecord& record);
nlohmann::json to_json(const ProbeResult& component);

/// Throw nlohmann::json::exception or std::invalid_argument where `json` is not what to_json makes.
AbiRecord record_from_json(const nlohmann::json& json);
ProbeResult found_from_json(const nlohmann::json& json);

}  // namespace serhost::host
