// The files of core/scaffold/templates by their path there.
#pragma once

#include <map>
#include <string>

namespace serhost::scaffold {

const std::map<std::string, std::string>& templates();

}  // namespace serhost::scaffold
