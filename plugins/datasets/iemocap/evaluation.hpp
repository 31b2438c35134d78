// The text files of IEMOCAP: label files, with the ratings of three or four listeners, and
// transcriptions.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/readers/problems.hpp>
#include <string>
#include <vector>

namespace iemocap {

/// One block of a label file.
struct Turn {
  std::string name, label;        ///< "Ses01F_impro01_F000", "neu"
  double start = 0.0, end = 0.0;  ///< seconds in the dialogue
  double valence = 0.0, arousal = 0.0, dominance = 0.0;
  std::map<std::string, double>
      votes;  ///< one a listener, shared where one named several emotions; not the speakers' own
  std::size_t line = 0;
};

/// Turns in the order of the file. What cannot be read is added to `problems`.
std::vector<Turn> read_evaluation(const std::filesystem::path& file,
                                  serhost::readers::Problems& problems);

/// Words by the name of the turn; empty where the file is not there.
std::map<std::string, std::string> read_transcription(const std::filesystem::path& file);

/// "happiness" of "hap"; "" of a code that is not known.
std::string canonical(const std::string& code);

}  // namespace iemocap
