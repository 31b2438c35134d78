// The commands by which plugins and runs travel from one lab to another.
#pragma once

#include <string>
#include <vector>

namespace serhost::cli {

int bundle_command(std::vector<std::string> arguments);
int pack_command(std::vector<std::string> arguments);
int reproduce_command(std::vector<std::string> arguments);

}  // namespace serhost::cli
