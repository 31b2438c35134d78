// A sentence as BERT splits it before it looks into its vocabulary.
//
//   bert::words("Don't!", {.lower_case = true, .strip_accents = true});  // don ' t !
//
// Source: Devlin et al., "BERT", 2019, and Transformers' BertTokenizer, whose rules these are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace bert {

/// What becomes of letters.
struct WordRules {
  bool lower_case = true;
  bool strip_accents = true;
  /// Each Chinese character is a word.
  bool split_chinese = true;
};

/// [any] Words of UTF-8 `text`: at white space, and every punctuation mark by itself. Control
/// characters and what is no UTF-8 are left out.
std::vector<std::string> words(std::string_view text, const WordRules& rules);

/// Code points of a word.
std::size_t length_of(std::string_view word);

}  // namespace bert
