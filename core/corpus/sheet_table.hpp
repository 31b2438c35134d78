// A table beside the audio, as a SheetRule reads it.
#pragma once

#include <filesystem>
#include <map>
#include <serhost/dataset.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/description.hpp"

namespace serhost::corpus {

class SheetTable {
 public:
  /// Throws std::runtime_error that names the file, for one that lacks a column or holds a key
  /// twice.
  SheetTable(const SheetRule& rule, const std::filesystem::path& file);
  /// The same from the file's text. Fields are separated by tabs where the name ends in .tsv, else
  /// by commas.
  SheetTable(const SheetRule& rule, const std::filesystem::path& file, std::string_view text);

  /// Adds to `fields`, votes and ratings what the row of this clip says; false where there is none.
  /// Empty cells and "NA" say nothing.
  bool add_to(Utterance& clip, Fields& fields) const;

 private:
  std::size_t column(const std::string& name) const;
  double number(const std::vector<std::string>& row, const std::string& column,
                const std::string& key) const;

  const SheetRule& rule_;
  std::string file_;
  std::vector<std::string> header_;
  std::map<std::string, std::vector<std::string>> rows_;
};

}  // namespace serhost::corpus
