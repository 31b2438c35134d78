// The ABI record of a plugin file, read before the file is loaded.
#include "base/error.hpp"
#include "fuzz/input.hpp"
#include "host/abi_record.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const auto record = serhost::host::parse_abi_record({data, size});
    const auto own = serhost::host::own_abi_record();
    serhost::fuzz::require(serhost::host::differences(record, own).empty() ==
                           serhost::host::incompatibility(record, own).empty());
  } catch (const serhost::PluginError&) {}
  return 0;
}
