// Hands the expression to RE2 and turns its refusals into sentences.
#include "pattern/expression.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace serhost::pattern {
namespace {

constexpr std::size_t kLongest = 4096;          // bytes
constexpr std::int64_t kMemory = 8ll << 20;     // of a compiled expression
constexpr std::size_t kLongestInMessages = 40;  // bytes of a part that is quoted

/// The one escape of ECMAScript that RE2 spells differently: \u00e9 is \x{00e9}.
std::string in_words_of_re2(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto digits = text.substr(std::min(text.size(), at + 2), 4);
    const bool code = text.substr(at, 2) == "\\u" && digits.size() == 4 &&
                      std::all_of(digits.begin(), digits.end(),
                                  [](unsigned char c) { return std::isxdigit(c) != 0; });
    if (code) {
      out.append("\\x{").append(digits).append("}");
      at += 5;
    } else {
      out += text[at];
      if (text[at] == '\\' && at + 1 < text.size()) out += text[++at];
    }
  }
  return out;
}

bool begins_with(std::string_view text, std::string_view beginning) {
  return text.substr(0, beginning.size()) == beginning;
}

/// Why RE2 refused it, and what to write instead.
std::string reason(const re2::RE2& compiled) {
  const std::string& part = compiled.error_arg();
  if (begins_with(part, "(?=") || begins_with(part, "(?!"))
    return "looks ahead ('" + part.substr(0, 3) +
           "'), which is not supported; write what follows behind the group, as '([a-z]+)_[0-9]' "
           "for '([a-z]+)(?=_[0-9])'";
  if (begins_with(part, "(?<"))
    return "looks behind or names a group ('(?<'), which is not supported; write what comes before "
           "in front of the group, as '_([0-9]+)' for '(?<=_)([0-9]+)'";
  if (part.size() > 1 && part[0] == '\\' && part[1] >= '1' && part[1] <= '9')
    return "refers back to a group ('" + part +
           "'), which is not supported; write the group's expression again, as "
           "'([a-z])[a-z]' for '([a-z])\\1'";
  using re2::RE2;
  if (compiled.error_code() == RE2::ErrorPatternTooLarge ||
      compiled.error_code() == RE2::ErrorRepeatSize)
    return "repeats too much: written out it would not fit into " + std::to_string(kMemory >> 20) +
           " MiB, or a count is over 1000; use * or + instead";
  const auto shown = part.substr(0, kLongestInMessages);
  const auto& words = compiled.error();
  return "is not a regular expression: " + words.substr(0, words.find(": ")) +
         (shown.empty() ? "" : " at '" + valid_utf8(shown) + "'");
}

}  // namespace

Expression::Expression(std::string_view text) {
  if (text.size() > kLongest)
    throw std::invalid_argument("is " + count_of(text.size(), "byte") + " long, but at most " +
                                std::to_string(kLongest) + " are read");
  re2::RE2::Options options;
  options.set_log_errors(false);  // only core/cli prints
  options.set_max_mem(kMemory);
  compiled_ = std::make_unique<re2::RE2>(in_words_of_re2(text), options);
  if (!compiled_->ok()) throw std::invalid_argument(reason(*compiled_));
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

std::size_t Expression::groups() const {
  return static_cast<std::size_t>(compiled_->NumberOfCapturingGroups());
}

std::map<std::string, std::size_t> Expression::names() const {
  std::map<std::string, std::size_t> out;
  for (const auto& [name, number] : compiled_->NamedCapturingGroups())
    out.emplace(name, static_cast<std::size_t>(number));
  return out;
}

std::vector<std::string> Expression::search(std::string_view text) const {
  std::vector<re2::StringPiece> found(groups() + 1);
  if (!compiled_->Match(re2::StringPiece(text.data(), text.size()), 0, text.size(),
                        re2::RE2::UNANCHORED, found.data(), static_cast<int>(found.size())))
    return {};
  std::vector<std::string> out;
  for (const auto& piece : found) out.emplace_back(piece.data() ? piece.as_string() : "");
  return out;
}

}  // namespace serhost::pattern
