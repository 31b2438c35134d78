// What the program was built from.
#include <torch/version.h>

#include <nlohmann/json.hpp>

#include "cli/command.hpp"
#include "host/abi_record.hpp"

namespace serhost::cli {

std::string version_text(bool json) {
  if (!json) return "serhost " SERHOST_VERSION;
  const auto abi = host::own_abi_record();
  nlohmann::ordered_json out;
  out["serhost"] = SERHOST_VERSION;
  out["api"] = std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor);
  out["libtorch"] = abi.torch_version;
  out["compiler"] = abi.compiler;
  out["stdlib"] = abi.stdlib;
  out["build"] = abi.build;
  out["build_type"] = SERHOST_BUILD_TYPE;
  return out.dump(2);
}

}  // namespace serhost::cli
