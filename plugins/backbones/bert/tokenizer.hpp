// WordPiece: a sentence as numbers of the pieces of a vocabulary.
//
//   const bert::Tokenizer tokenizer(folder / "vocab.txt", {});
//   tokenizer.ids("Hello!", 512);  // [CLS] hello ! [SEP]
//
// Source: Wu et al., "Google's Neural Machine Translation System", 2016; Transformers'
// BertTokenizer.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "words.hpp"

namespace bert {

/// [any] const: threads may share one.
class Tokenizer {
 public:
  /// `vocabulary`: a piece a line, numbered from 0; pieces within a word begin with "##". Throws
  /// std::runtime_error that names the file where it cannot be read or lacks [CLS], [SEP] or [UNK].
  Tokenizer(const std::filesystem::path& vocabulary, const WordRules& rules);

  /// How many pieces there are.
  std::int64_t size() const { return size_; }

  /// [CLS], the pieces of `text` and [SEP]: at most `most` of them (2 or more), pieces at the end
  /// are left out. A word that pieces cannot make, or of more than 100 characters, is [UNK];
  /// "[CLS]" and the like within the text are what they name.
  std::vector<std::int64_t> ids(std::string_view text, std::size_t most) const;

 private:
  void add_text(std::string_view text, std::vector<std::int64_t>& out) const;
  void add_word(const std::string& word, std::vector<std::int64_t>& out) const;

  WordRules rules_;
  std::int64_t size_ = 0, first_ = 0, last_ = 0, unknown_ = 0;
  std::unordered_map<std::string, std::int64_t> pieces_;
  std::vector<std::pair<std::string, std::int64_t>> special_;
};

}  // namespace bert
