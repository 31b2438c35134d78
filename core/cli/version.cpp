// What the program was built from.
#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "host/abi_record.hpp"

namespace serhost::cli {

std::vector<std::pair<std::string, std::string>> version_facts() {
  const auto abi = host::own_abi_record();
  return {{"serhost", SERHOST_VERSION},
          {"api", std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor)},
          {"libtorch", abi.torch_version},
          {"compiler", abi.compiler},
          {"stdlib", abi.stdlib},
          {"build", abi.build},
          {"build_type", SERHOST_BUILD_TYPE}};
}

std::string version_text(bool json) {
  if (!json) return "serhost " SERHOST_VERSION;
  nlohmann::ordered_json out;
  for (const auto& [key, value] : version_facts()) out[key] = value;
  return out.dump(2);
}

}  // namespace serhost::cli
