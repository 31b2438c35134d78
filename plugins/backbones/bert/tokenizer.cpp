// The longest piece first, from the left.
#include "tokenizer.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace bert {
namespace {

constexpr std::size_t kLongestWord = 100;

/// Not in the middle of a code point.
bool begins_point(std::string_view text, std::size_t at) {
  return at >= text.size() || (static_cast<unsigned char>(text[at]) & 0xC0) != 0x80;
}

}  // namespace

Tokenizer::Tokenizer(const std::filesystem::path& vocabulary, const WordRules& rules)
    : rules_(rules) {
  std::ifstream in(vocabulary, std::ios::binary);
  if (!in)
    throw std::runtime_error(
        vocabulary.string() +
        ": cannot be read; expected the vocabulary of the model, a piece a line");
  for (std::string line; std::getline(in, line); ++size_) {
    if (line.ends_with('\r')) line.pop_back();
    pieces_[line] = size_;  // the last of two that are equal
  }
  const auto number = [&](const char* name) {
    const auto found = pieces_.find(name);
    if (found == pieces_.end())
      throw std::runtime_error(vocabulary.string() + ": has no line " + name +
                               "; it is not the vocabulary of a BERT");
    return found->second;
  };
  first_ = number("[CLS]"), last_ = number("[SEP]"), unknown_ = number("[UNK]");
  for (const auto* const name : {"[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"}) {
    if (const auto found = pieces_.find(name); found != pieces_.end())
      special_.emplace_back(*found);
  }
}

std::vector<std::int64_t> Tokenizer::ids(std::string_view text, std::size_t most) const {
  std::vector<std::int64_t> out = {first_};
  while (!text.empty()) {
    auto at = std::string_view::npos;
    const std::pair<std::string, std::int64_t>* named = nullptr;
    for (const auto& each : special_) {
      if (const auto found = text.find(each.first); found < at) at = found, named = &each;
    }
    add_text(text.substr(0, at), out);
    if (named == nullptr) break;
    out.push_back(named->second);
    text.remove_prefix(at + named->first.size());
  }
  out.resize(std::min(out.size(), std::max<std::size_t>(most, 2) - 1));
  out.push_back(last_);
  return out;
}

void Tokenizer::add_text(std::string_view text, std::vector<std::int64_t>& out) const {
  for (const auto& word : words(text, rules_)) add_word(word, out);
}

void Tokenizer::add_word(const std::string& word, std::vector<std::int64_t>& out) const {
  if (length_of(word) > kLongestWord) {
    out.push_back(unknown_);
    return;
  }
  const auto before = out.size();
  for (std::size_t begin = 0; begin < word.size();) {
    auto end = word.size();
    for (; end > begin; --end) {
      if (!begins_point(word, end)) continue;
      const auto piece = (begin > 0 ? "##" : "") + word.substr(begin, end - begin);
      if (const auto found = pieces_.find(piece); found != pieces_.end()) {
        out.push_back(found->second);
        break;
      }
    }
    if (end == begin) {  // no piece begins here: the whole word is unknown
      out.resize(before);
      out.push_back(unknown_);
      return;
    }
    begin = end;
  }
}

}  // namespace bert
