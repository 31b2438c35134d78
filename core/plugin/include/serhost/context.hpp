// What the host tells a component when it makes one.
//
//   Own(const Options&, const serhost::Context& context) {
//     context.log("reading " + (context.folder / "own" / "table.csv").string());
//   }
//
// Thread tags: <serhost/threads.hpp>.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <serhost/export.hpp>
#include <string>

namespace serhost {

class Pattern;  // serhost/pattern.hpp
class Dataset;  // serhost/dataset.hpp

/// Given to the constructor of every loss and backbone; valid for the component's lifetime.
struct SERHOST_API Context {
  /// [any] a line in the run's log; a plugin never prints.
  std::function<void(const std::string&)> log;
  /// The folder that holds the plugin's file, for data that travels with it.
  std::filesystem::path folder;
  /// The component's own named stream; initial weights may simply use torch's default generator,
  /// which the host has seeded.
  std::uint64_t seed = 0;
};

/// Given to the constructor of every dataset.
struct SERHOST_API DataRoot {
  std::filesystem::path path;  ///< `root` of the experiment, absolute; empty where it was left out
  std::function<void(const std::string&)> log;  ///< [any]
  std::uint64_t seed = 0;                       ///< 0 unless the data is made, not read
  /// [any] compiles a regular expression (serhost/pattern.hpp); std::invalid_argument where it is
  /// none, with a text that goes on where the expression was named.
  std::function<std::shared_ptr<const Pattern>(const std::string& expression)> pattern = {};
  /// The folder that holds the plugin's file, for data that travels with it.
  std::filesystem::path folder = {};
  /// The dataset that a description makes of this root (serhost/described.hpp). Throws what is
  /// wrong with the description.
  std::function<std::shared_ptr<Dataset>(const DataRoot& root,
                                         const std::filesystem::path& description)>
      described = {};
};

}  // namespace serhost
