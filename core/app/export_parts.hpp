// What exports of every format share.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/export.hpp"

namespace serhost::app {

/// Throws Error(cannot_create) where something is there; an empty folder may be.
void require_free(const std::filesystem::path& place);

/// The run with the one model that is chosen. Throws as export_to_hugging_face.
TrainedRun open_one_model(const ExportJob& job, const host::Registry& registry);

/// What the run did around its model and `reader`, which will run it, does not.
std::vector<std::string> differences_around(const config::Experiment& experiment,
                                            const std::string& reader);

}  // namespace serhost::app
