// A complete plugin project outside of serhost's own tree: source, test, build file, experiment,
// README. It configures, builds, passes its test and trains as it is, so that an author changes a
// thing that works.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::scaffold {

/// The kinds of component for which there is a project.
std::vector<std::string> kinds();

/// By path in the project. `kind` is one of `kinds()`. Throws UsageError for another kind and for a
/// name that is no plugin name ([a-z][a-z0-9_]*, at most 40 letters) or that a build file or C++
/// keeps for itself.
std::map<std::string, std::string> project_files(std::string_view kind, const std::string& name);

/// Writes them into `folder`, which must not exist or be empty: else, or where it cannot be made,
/// throws Error(cannot_create). Leaves nothing behind where a file cannot be written.
void write_project(const std::filesystem::path& folder,
                   const std::map<std::string, std::string>& files);

/// focal_plus -> FocalPlus
std::string class_name(const std::string& name);

}  // namespace serhost::scaffold
