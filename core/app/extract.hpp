// Features of audio files from one backbone, by its name.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "app/session.hpp"
#include "features/extract.hpp"
#include "run/events.hpp"

namespace serhost::app {

struct ExtractJob {
  std::string backbone;                         ///< "hubert" or "mine/hubert"
  std::vector<std::string> settings{};          ///< its parameters, "key=value"
  std::vector<std::filesystem::path> audio{};   ///< files and folders
  std::optional<std::filesystem::path> list{};  ///< a text file with a path per line
  features::KeyRule key = features::KeyRule::stem;
  std::string device = "auto";
  features::ExtractOptions options{};  ///< device, threads, progress and log are set here
};

struct ExtractedBy {
  features::Extracted made;
  std::string backbone;  ///< the component's own name
};

/// A backbone by its name, with parameters "key=value"; faults where there is none, or no such
/// parameter.
config::BackboneTable backbone_table(const std::string& name,
                                     const std::vector<std::string>& settings,
                                     const host::Registry& registry, Faults& faults);

/// [run] Every fault that the headers show is reported before anything is computed. Throws what
/// features::extract throws.
ExtractedBy extract(const Session& session, ExtractJob job, RunObserver& observer);

}  // namespace serhost::app
