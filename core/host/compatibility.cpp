// Which plugin records this host may load: the rules of docs/decisions/0001-plugin-boundary.md. All
// differences are told at once.
#include <serhost/registration.hpp>
#include <set>
#include <sstream>

#include "base/text.hpp"
#include "host/abi_record.hpp"
#include "host/elf_section.hpp"

namespace serhost::host {
namespace {

std::string api_of(const AbiRecord& record) {
  return std::to_string(record.api_major) + "." + std::to_string(record.api_minor);
}

/// The words of `build` that must be in both or in neither: "plain" says nothing and "cuda" has a
/// rule of its own.
std::set<std::string> layout_words(const std::string& build) {
  std::istringstream in(build);
  std::set<std::string> words;
  for (std::string word; in >> word;) {
    if (word != "plain" && word != "cuda") words.insert(word);
  }
  return words;
}

bool has_cuda(const std::string& build) {
  std::istringstream in(build);
  for (std::string word; in >> word;) {
    if (word == "cuda") return true;
  }
  return false;
}

bool only_too_new(const AbiRecord& plugin, const AbiRecord& host) {
  auto same = plugin;
  same.api_minor = host.api_minor;
  return plugin.api_minor > host.api_minor && differences(same, host).empty();
}

}  // namespace

AbiRecord own_abi_record() {
  static constexpr serhost_abi_block kOwn = SERHOST_ABI_BLOCK_INITIALIZER;
  return {.api_major = kOwn.api_major,
          .api_minor = kOwn.api_minor,
          .cxx_standard = kOwn.cxx_standard,
          .torch_version = kOwn.torch_version,
          .stdlib = kOwn.stdlib,
          .build = kOwn.build,
          .compiler = kOwn.compiler,
          .plugin_name = kOwn.plugin_name,
          .plugin_version = kOwn.plugin_version,
          .machine = own_machine()};
}

std::vector<std::string> differences(const AbiRecord& plugin, const AbiRecord& host) {
  std::vector<std::string> found;
  if (plugin.machine != host.machine) {
    found.push_back("it is not an ELF shared library of this machine: built for " + plugin.machine +
                    ", this host is " + host.machine);
  }
  if (plugin.api_major != host.api_major) {
    found.push_back("built for serhost API " + api_of(plugin) + ", this host has " + api_of(host));
  } else if (plugin.api_minor > host.api_minor) {
    found.push_back("needs serhost API " + api_of(plugin) + ", this host has " + api_of(host) +
                    "; update serhost");
  }
  if (plugin.torch_version != host.torch_version) {
    found.push_back("built with libtorch " + plugin.torch_version + ", this host has " +
                    host.torch_version);
  }
  if (plugin.stdlib != host.stdlib) {
    found.push_back("built with the standard library '" + plugin.stdlib + "', this host with '" +
                    host.stdlib + "'");
  }
  if (layout_words(plugin.build) != layout_words(host.build)) {
    found.push_back("built as '" + plugin.build + "', this host as '" + host.build + "'");
  }
  if (has_cuda(plugin.build) && !has_cuda(host.build)) {
    found.push_back(
        "it links LibTorch's CUDA libraries, this host's LibTorch is for the CPU alone");
  }
  if (plugin.cxx_standard != host.cxx_standard) {
    found.push_back("built with C++ standard " + std::to_string(plugin.cxx_standard) +
                    ", this host with " + std::to_string(host.cxx_standard));
  }
  return found;
}

std::string incompatibility(const AbiRecord& plugin, const AbiRecord& host) {
  const auto found = differences(plugin, host);
  if (found.empty()) return "";
  const auto text = join(found, "; ");
  return only_too_new(plugin, host) ? text : text + "; rebuild it here: serhost build <folder>";
}

}  // namespace serhost::host
