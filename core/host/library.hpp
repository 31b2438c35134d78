// Loads plugin libraries into this process, once each and for ever.
#pragma once

#include <filesystem>
#include <serhost/registration.hpp>
#include <string>

namespace serhost::host {

/// [run] The first component of the plugin in `file`, whose record has been compared before. Throws
/// PluginError with the reason alone: "needs serhost::crop_silence(at::Tensor), which this host
/// does not have".
const Component* load_library(const std::filesystem::path& file);

/// The dynamic linker's words in ours, for a message of what load_library could not load.
std::string explain_link_error(const std::string& message, const std::filesystem::path& file);

}  // namespace serhost::host
