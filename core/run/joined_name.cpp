// Word by word.
#include "run/joined_name.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"

namespace serhost::run {
namespace {

constexpr std::size_t kNamed = 3, kHashDigits = 8;

bool is_hash(const std::string& word) {
  return word.size() == kHashDigits &&
         word.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string listed(const std::vector<std::string>& names) {
  const auto shown = std::min(kNamed, names.size());
  const std::vector<std::string> first(names.begin(),
                                       names.begin() + static_cast<std::ptrdiff_t>(shown));
  return join(first, " + ") +
         (names.size() > shown ? " and " + std::to_string(names.size() - shown) + " more" : "");
}

/// "seeds1,2" of "seed1" and "seed2"; absent where they are not one word with other numbers.
std::optional<std::string> numbered(const std::vector<std::string>& words) {
  const auto digits = [](const std::string& word) {
    return word.find_last_not_of("0123456789") + 1;
  };
  const auto begin = digits(words.front());
  const auto what = words.front().substr(0, begin);
  std::vector<std::string> numbers;
  for (const auto& word : words) {
    if (digits(word) != begin || word.substr(0, begin) != what || begin == 0 ||
        begin == word.size())
      return std::nullopt;
    auto number = word.substr(begin);
    if (std::find(numbers.begin(), numbers.end(), number) == numbers.end())
      numbers.push_back(std::move(number));
  }
  std::stable_sort(numbers.begin(), numbers.end(), [](const auto& a, const auto& b) {
    return a.size() != b.size() ? a.size() < b.size() : a < b;
  });
  return what + "s" + join(numbers, ",");
}

}  // namespace

std::string joined_name(const std::vector<std::string>& names) {
  if (std::all_of(names.begin(), names.end(), [&](const auto& name) { return name == names[0]; }))
    return names.empty() ? "" : names.front();
  std::vector<std::vector<std::string>> words;
  for (const auto& name : names) words.push_back(split(name, '-'));
  std::vector<std::string> out;
  for (std::size_t i = 0; i < words.front().size(); ++i) {
    std::vector<std::string> of_all;
    for (const auto& of_name : words) {
      if (of_name.size() != words.front().size()) return listed(names);
      of_all.push_back(of_name[i]);
    }
    const bool alike = std::all_of(of_all.begin(), of_all.end(),
                                   [&](const auto& word) { return word == of_all.front(); });
    const bool last = i + 1 == words.front().size();
    if (alike) out.push_back(of_all.front());
    else if (last && i > 0 && std::all_of(of_all.begin(), of_all.end(), is_hash)) continue;
    else if (auto one = numbered(of_all)) out.push_back(std::move(*one));
    else return listed(names);
  }
  return join(out, "-");
}

}  // namespace serhost::run
