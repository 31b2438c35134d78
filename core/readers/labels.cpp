// Words that mean an emotion: adjectives and nouns as corpora and lists have them.
#include <array>
#include <serhost/readers/labels.hpp>

#include "base/text.hpp"

namespace serhost::readers {
namespace {

const std::map<std::string, std::string>& words() {
  static const std::map<std::string, std::string> known = {
      {"angry", "anger"},           {"happy", "happiness"},
      {"joy", "happiness"},         {"joyful", "happiness"},
      {"sad", "sadness"},           {"afraid", "fear"},
      {"fearful", "fear"},          {"disgusted", "disgust"},
      {"surprised", "surprise"},    {"bored", "boredom"},
      {"excited", "excitement"},    {"frustrated", "frustration"},
      {"contemptuous", "contempt"}, {"enthusiastic", "enthusiasm"}};
  return known;
}

const std::map<std::string, std::string>& languages() {
  static const std::map<std::string, std::string> known = {
      {"amharic", "am"},  {"arabic", "ar"},  {"bangla", "bn"},   {"bengali", "bn"},
      {"chinese", "zh"},  {"english", "en"}, {"french", "fr"},   {"german", "de"},
      {"greek", "el"},    {"italian", "it"}, {"japanese", "ja"}, {"korean", "ko"},
      {"mandarin", "zh"}, {"persian", "fa"}, {"polish", "pl"},   {"russian", "ru"},
      {"spanish", "es"},  {"turkish", "tr"}, {"urdu", "ur"}};
  return known;
}

}  // namespace

bool LabelTable::apply(const std::string& code, Utterance& one) const {
  const auto at = names_.find(code);
  if (at == names_.end()) return false;
  one.corpus_label = code;
  one.label = at->second.empty() ? std::nullopt : std::optional(at->second);
  return true;
}

std::string LabelTable::codes() const {
  std::string out;
  for (const auto& [code, name] : names_) out += (out.empty() ? "" : ", ") + code;
  return out;
}

std::string canonical(const std::string& word) {
  const auto small = lower(trim(word));
  const auto at = words().find(small);
  return at == words().end() ? small : at->second;
}

std::optional<std::string> gender_of(const std::string& word) {
  const auto small = lower(trim(word));
  for (const auto* male : {"m", "male", "man"})
    if (small == male) return "male";
  for (const auto* female : {"f", "female", "woman", "w"})
    if (small == female) return "female";
  return std::nullopt;
}

std::optional<std::string> known(const std::string& name) {
  constexpr std::array<const char*, 9> kUnknown = {"",   "unknown", "none", "nan", "n/a",
                                                   "na", "null",    "?",    "<na>"};
  const auto small = lower(trim(name));
  for (const auto* word : kUnknown)
    if (small == word) return std::nullopt;
  return name;
}

std::optional<std::string> language_code(const std::string& name) {
  const auto at = languages().find(lower(trim(name)));
  return at == languages().end() ? std::nullopt : std::optional(at->second);
}

}  // namespace serhost::readers
