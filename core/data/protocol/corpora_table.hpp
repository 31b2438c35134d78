// A line a corpus: labels, speakers, clips and hours, as found, and beside them what a paper
// prints.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// What a paper's table says of a corpus, as it is printed: "10000+".
struct PrintedCorpus {
  std::string name, language, labels, speakers, clips, hours;
  std::string note;  ///< why another count is to be expected; "" where it is not
};

/// A list with the header `dataset,language,labels,speakers,clips,hours,note`. Throws DataError
/// with `place` and line for another.
std::vector<PrintedCorpus> read_printed_corpora(std::string_view csv, const std::string& place);

struct CorpusRow {
  std::string name, language;
  std::int64_t labels = 0, speakers = 0, clips = 0;
  std::int64_t used = 0;      ///< clips of the task's classes
  double hours = 0.0;         ///< of clips that are used
  PublishedCounts published;  ///< of the corpus, by its dataset
  std::string reason;         ///< why they differ, where they do
  std::string fault;          ///< why nothing could be counted; "" where it could
  std::optional<PrintedCorpus> printed;
};

CorpusRow corpus_row(const Manifest& manifest, std::size_t corpus);

/// Puts the printed rows to those of their names; printed rows without one come last, by
/// themselves.
void set_beside(std::vector<CorpusRow>& rows, const std::vector<PrintedCorpus>& printed);

std::string corpora_table(const std::vector<CorpusRow>& rows);
std::string corpora_json(const std::vector<CorpusRow>& rows);

}  // namespace serhost::data
