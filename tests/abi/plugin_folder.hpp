// Plugin folders made of the hostile plugins, with a cache of their own, looked into by a chosen
// way of probing.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/host/temporary.hpp"
#include "host/registry.hpp"

namespace serhost::host {

class PluginFolder : public ::testing::Test {
 protected:
  static std::filesystem::path hostile(const std::string& name) {
    return std::filesystem::path(SERHOST_HOSTILE_FOLDER) / "single" / (name + ".so");
  }

  /// Copies hostile plugins into `folder` of the temporary one.
  std::filesystem::path put(const std::vector<std::string>& names,
                            const std::string& folder = "plugins") const {
    const auto to = temporary_.path() / folder;
    std::filesystem::create_directories(to);
    for (const auto& name : names) std::filesystem::copy_file(hostile(name), to / (name + ".so"));
    return to;
  }

  static Registry discover(const std::vector<std::filesystem::path>& folders, bool probe = true) {
    PluginSearchPath places;
    places.folders = folders;
    return Registry::discover(places, probe);
  }

  static std::vector<std::string> names(const Registry& registry) {
    std::vector<std::string> all;
    for (const auto& info : registry.components()) all.push_back(info.name);
    return all;
  }

  static std::string why_not(const Registry& registry, Kind kind, const std::string& name) {
    std::string why;
    return registry.find(kind, name, why) == nullptr ? why : "it was found";
  }

  Temporary temporary_;
  Variable cache_{"XDG_CACHE_HOME", (temporary_.path() / "cache").string()};
  Variable prober_{"SERHOST_PROBE", SERHOST_PROBER};
};

}  // namespace serhost::host
