// Definitions of the compiler, and the ABI record that plugins are compared with.
#include "app/version.hpp"

#include "host/abi_record.hpp"

namespace serhost::app {

std::string version() { return SERHOST_VERSION; }

std::vector<std::pair<std::string, std::string>> version_facts() {
  const auto abi = host::own_abi_record();
  return {{"serhost", version()},
          {"api", std::to_string(abi.api_major) + "." + std::to_string(abi.api_minor)},
          {"libtorch", abi.torch_version},
          {"compiler", abi.compiler},
          {"stdlib", abi.stdlib},
          {"build", abi.build},
          {"build_type", SERHOST_BUILD_TYPE}};
}

}  // namespace serhost::app
