// The description of a corpus: what its file names mean, its labels, its speakers, what is
// published of it. Its form, key by key: docs/corpus-files.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <serhost/corpus_facts.hpp>
#include <string>
#include <vector>

#include "corpus/text_template.hpp"
#include "pattern/expression.hpp"

namespace serhost::corpus {

/// How a file's name is taken apart.
struct NameRule {
  pattern::Expression expression;
  std::map<std::string, std::size_t> groups;  ///< number of each named group
};

/// A table beside the audio that says more of clips or speakers.
struct SheetRule {
  std::string file;                                   ///< below the root: "VideoDemographics.csv"
  std::string key;                                    ///< the column that says which row is whose
  TextTemplate match{"{name}"};                       ///< what stands in that column
  bool stem = false;                                  ///< the column holds paths; their names count
  std::map<std::string, std::string> columns;         ///< field to column
  Fields set;                                         ///< of every clip that has a row
  std::map<std::string, std::string> votes, ratings;  ///< label or dimension to column
  std::string rows_column;                            ///< with `rows`
  std::optional<pattern::Expression> rows;            ///< only rows whose column matches
};

struct Description {
  std::filesystem::path file;
  std::optional<std::string> language;
  std::string example;  ///< a path of the corpus, for messages
  std::vector<NameRule> names;
  std::vector<std::string> extensions = {"wav"};  ///< the first is preferred
  std::int64_t depth = 6;
  bool whole_path = false, fold_case = false;
  std::map<std::string, TextTemplate> clip;
  std::map<std::string, Fields> values;       ///< by field: what is written, what is meant
  std::map<std::string, std::string> labels;  ///< corpus label to label
  std::map<std::string, Fields> speakers;     ///< by speaker
  std::vector<SheetRule> sheets;
  CorpusFacts facts;
};

/// Reads and checks it. Throws ConfigError with file:line:column of every fault, Error(missing)
/// where there is no such file.
Description read_description(const std::filesystem::path& file);

/// From its text; `file` is what places call it.
Description parse_description(std::string_view text, const std::string& file);

}  // namespace serhost::corpus
