// A small recursive descent: expression = term { (AND | OR) term }; term = ( expression ) | id [+]
// [ WITH exception ].
#include "pack/license.hpp"

#include <algorithm>
#include <span>
#include <utility>

#include "base/text.hpp"
#include "pack/refuse.hpp"
#include "pack/spdx.hpp"

namespace serhost::pack {
namespace {

constexpr std::size_t kLongest = 200;
constexpr std::string_view kReference = "LicenseRef-";

bool is_id_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.';
}

std::vector<std::string> words_of(std::string_view expression) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (!word.empty()) words.push_back(std::exchange(word, {}));
  };
  for (const char c : expression) {
    if (c == ' ' || c == '(' || c == ')') end_word();
    if (c == '(' || c == ')') words.emplace_back(1, c);
    else if (c != ' ') word += c;
  }
  end_word();
  return words;
}

bool is_reference(std::string_view word) {
  return word.size() > kReference.size() && word.starts_with(kReference) &&
         std::all_of(word.begin(), word.end(), is_id_letter);
}

class Reader {
 public:
  explicit Reader(std::vector<std::string> words) : words_(std::move(words)) {}

  std::string reason() {
    expression(0);
    if (reason_.empty() && at_ < words_.size())
      reason_ = in_quotes(words_[at_]) + " is one too many; join licenses with AND or OR";
    return reason_;
  }

 private:
  static constexpr int kDeepest = 16;

  bool is(std::string_view word) const { return at_ < words_.size() && words_[at_] == word; }

  void expression(int depth) {
    if (depth > kDeepest) {
      reason_ = "it has too many parentheses";
      return;
    }
    do {
      term(depth);
      if (!reason_.empty()) return;
    } while ((is("AND") || is("OR")) && ++at_ > 0);
  }

  void term(int depth) {
    if (is("(")) {
      ++at_;
      expression(depth + 1);
      if (reason_.empty() && !is(")")) reason_ = "a parenthesis is not closed";
      ++at_;
      return;
    }
    if (at_ >= words_.size()) {
      reason_ = "a license is missing at its end";
      return;
    }
    auto id = words_[at_++];
    if (is_reference(id)) return;
    if (id.ends_with('+')) id.pop_back();
    known(id, spdx_licenses(), "the SPDX list of licenses");
    if (!reason_.empty() || !is("WITH")) return;
    if (++at_ >= words_.size()) reason_ = "an exception is missing behind WITH";
    else known(words_[at_++], spdx_exceptions(), "the SPDX list of exceptions");
  }

  void known(const std::string& id, std::span<const std::string> list, const char* which) {
    if (std::find(list.begin(), list.end(), id) != list.end()) return;
    const auto near = nearest(id, list);
    reason_ = in_quotes(id) + " is not on " + which + "." +
              (near.empty() ? "" : " Did you mean '" + near + "'?") +
              " A license of your own is LicenseRef-NAME, with its text in the file LICENSE";
  }

  std::vector<std::string> words_;
  std::size_t at_ = 0;
  std::string reason_;
};

}  // namespace

std::string reason_against_license(std::string_view expression) {
  if (trim(expression).empty())
    return "it is empty; say under which license others may use it, such as MIT or Apache-2.0 "
           "(https://spdx.org/licenses)";
  if (expression.size() > kLongest)
    return "it is longer than " + std::to_string(kLongest) + " letters";
  return Reader(words_of(expression)).reason();
}

std::vector<std::string> license_references(std::string_view expression) {
  auto words = words_of(expression);
  std::erase_if(words, [](const auto& word) { return !is_reference(word); });
  return words;
}

}  // namespace serhost::pack
