// What a shell may complete: the options of a command, names of components, keys of an experiment.
#pragma once

#include <string>
#include <vector>

#include "app/session.hpp"
#include "cli/command.hpp"

namespace serhost::cli {

/// "--out", "--device", and those of every command.
std::vector<std::string> completion_options(const Command& command);

/// Of a kind of component or part, by its word or its plural: "loss", "losses", "pooling". Plugins
/// that cannot be used are passed over.
std::vector<std::string> completion_names(const app::Session& session, const std::string& kind);

/// What may stand behind -s: "train.epochs=", "loss.plugin=focal", "loss.gamma=".
std::vector<std::string> completion_keys(const app::Session& session);

}  // namespace serhost::cli
