// What `serhost sweep --smoke` puts in place of corpora and weights, so that a sweep runs to its
// end with nothing at hand: small random models on a made-up corpus with true names.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "config/findings.hpp"
#include "config/toml.hpp"
#include "host/registry.hpp"

namespace serhost::app {

/// Changes experiments: one seed, one epoch, batches of 8 clips at most; each dataset reads a
/// corpus that its `smoke.json` describes (app/made_corpus.hpp), each backbone has the parameters
/// of its `smoke.txt` instead of a checkpoint, where {made} is a folder that its `smoke.json`
/// describes; features are made of each recording. Both lie beside the plugin's library, in the
/// folder of its name, or have the component's name in front (`cafe.smoke.json`). [main]
class Smoke {
 public:
  /// Corpora are made below `folder`, each once. `registry` must outlive this object.
  Smoke(const host::Registry& registry, std::filesystem::path folder)
      : registry_(registry), folder_(std::move(folder)) {}

  /// Changes the tree of an experiment; what it cannot make is told with the place in the file.
  void operator()(config::Node& experiment, config::Findings& findings);

 private:
  /// The file that a component has for this, or "".
  std::filesystem::path file_of(const host::ComponentInfo& info, const std::string& name) const;
  void make_dataset(config::Node& table, config::Findings& findings);
  void make_backbone(config::Node& table, config::Findings& findings);
  std::filesystem::path features_of_made();  ///< of the corpora so far (app/smoke_features.hpp)
  static void fit_width(config::Node& table, std::int64_t before);

  const host::Registry& registry_;
  std::filesystem::path folder_;
  std::map<std::string, std::filesystem::path> made_;  ///< roots by dataset
};

}  // namespace serhost::app
