// MSP-Podcast's label files, which releases give as CSV, as JSON, or as both.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/readers/table.hpp>
#include <string>

namespace msp_podcast {

/// Rows of labels_consensus (or labels_concensus, as older releases spell it), with the column
/// FileName in JSON, too.
serhost::readers::Table read_consensus(const std::filesystem::path& file,
                                       serhost::readers::Problems& problems);

/// Votes by file and canonical name, one for each worker's major emotion. A word that is no emotion
/// of the corpus ("Other-...") is "other".
std::map<std::string, std::map<std::string, double>> read_votes(
    const std::filesystem::path& file, serhost::readers::Problems& problems);

}  // namespace msp_podcast
