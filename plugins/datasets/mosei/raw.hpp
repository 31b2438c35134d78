// The corpus as its own archive has it: long recordings, transcripts of their segments, and what
// workers of Mechanical Turk answered.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/readers/problems.hpp>
#include <string>
#include <vector>

namespace mosei {

/// Mean ratings of a segment: sentiment from -3 to 3, emotions from 0 to 3, by canonical name.
using Ratings = std::map<std::string, double>;

/// By "<video>/<clip>": the mean over workers of all files in the folder. `Input.VIDEO_ID` may have
/// a path before the name.
std::map<std::string, Ratings> read_labels(const std::filesystem::path& folder,
                                           serhost::readers::Problems& problems);

struct Segment {
  std::string clip, text;
  double start = 0.0, end = 0.0;  ///< seconds; start is never below 0
  std::size_t line = 0;
};

/// Lines "video___clip___start___end___text"; a text may hold "___" itself.
std::vector<Segment> read_transcript(const std::filesystem::path& file,
                                     serhost::readers::Problems& problems);

}  // namespace mosei
