// The checks of datasets, by what they are about.
#pragma once

#include <string>
#include <vector>

#include "testing/dataset_kit.hpp"

namespace serhost::conformance {

void add_list_checks(std::vector<Check>& all,
                     const DatasetCase& one);  ///< of the clips that it gives
void add_root_checks(std::vector<Check>& all,
                     const DatasetCase& one);  ///< of other roots: moved, missing, wrong

/// Fails for each clip that differs in any field but `audio`.
void expect_same_clips(Verdict& verdict, const std::vector<Utterance>& first,
                       const std::vector<Utterance>& second, const std::string& what);

/// 'text' with control characters replaced and cut to a line, for sentences.
std::string in_quotes(const std::string& text);

}  // namespace serhost::conformance
