// One form of JSON for all commands.
#include "cli/output.hpp"

#include <iostream>
#include <nlohmann/json.hpp>

namespace serhost::cli {

void print_json(const nlohmann::ordered_json& json) {
  std::cout << json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) << "\n";
}

}  // namespace serhost::cli
