// Text helpers. No locale is consulted; the program sets none that leading_number would see.
#include "base/text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <exception>
#include <numeric>

namespace serhost {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const auto replace = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
    }
  }
  return row[b.size()];
}

namespace {

// What is looked through for one suggestion: who gives a hundred thousand classes waits for none.
constexpr std::size_t kLongestName = 64, kMostNames = 2000;

/// Two neighbors in the wrong order, "nmae".
bool are_swapped(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  const auto at =
      static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin()).first - a.begin());
  return at + 1 < a.size() && a[at] == b[at + 1] && a[at + 1] == b[at] &&
         a.substr(at + 2) == b.substr(at + 2);
}

/// How many characters two names begin alike, as "batch" and "batch_size", "angry" and "anger"; 0
/// where that is less than three, or than three fifths of the shorter.
std::size_t alike(std::string_view a, std::string_view b) {
  const auto shorter = std::min(a.size(), b.size());
  const auto common = static_cast<std::size_t>(
      std::mismatch(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(shorter), b.begin()).first -
      a.begin());
  return common >= 3 && 5 * common >= 3 * shorter ? common : 0;
}

}  // namespace

std::string nearest(std::string_view name, std::span<const std::string> known) {
  if (name.size() > kLongestName) return "";
  const auto wanted = lower(name);
  const std::size_t limit = name.size() / 3;
  std::size_t best = limit + 1, longest = 0;
  std::string found, begins;
  for (const auto& candidate : known.first(std::min(known.size(), kMostNames))) {
    if (candidate == name || candidate.empty() || candidate.size() > kLongestName) continue;
    const auto other = lower(candidate);
    if (const auto common = alike(wanted, other); common > longest) {
      longest = common;
      begins = candidate;
    }
    if (std::max(wanted.size(), other.size()) - std::min(wanted.size(), other.size()) > limit)
      continue;
    const auto distance =
        are_swapped(wanted, other) ? std::size_t{1} : edit_distance(wanted, other);
    if (distance < best) {
      best = distance;
      found = candidate;
    }
  }
  return found.empty() ? begins : found;
}

std::string suggestion(std::string_view name, std::span<const std::string> known) {
  std::string out;
  if (const auto near = nearest(name, known); !near.empty()) out += " Did you mean '" + near + "'?";
  if (!known.empty() && known.size() < 20) out += " Known: " + join(known, ", ") + ".";
  return out;
}

std::string join(std::span<const std::string> parts, std::string_view between) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += between;
    out += parts[i];
  }
  return out;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out;
  for (std::size_t begin = 0;;) {
    const auto end = text.find(at, begin);
    if (end == std::string_view::npos) {
      out.emplace_back(text.substr(begin));
      return out;
    }
    out.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
}

std::string_view trim(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::string lower(std::string_view text) {
  std::string out(text);
  for (auto& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

double leading_number(const std::string& text, std::size_t& used) {
  try {
    return std::stod(text, &used);
  } catch (const std::exception&) {
    used = 0;
    return 0.0;
  }
}

namespace {

template <class T>
bool read_whole(std::string_view text, T& value) {
  const auto end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  return result.ec == std::errc() && result.ptr == end;
}

}  // namespace

bool read_number(std::string_view text, double& value) { return read_whole(text, value); }
bool read_number(std::string_view text, std::int64_t& value) { return read_whole(text, value); }

std::string exact(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

std::string csv_field(std::string_view text) {
  const bool plain = text.find_first_of(",\"\r\n") == std::string_view::npos &&
                     (text.empty() || (text.front() != ' ' && text.back() != ' '));
  if (plain) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::vector<std::string> csv_split(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c != '"') fields.back() += c;
      else if (i + 1 < line.size() && line[i + 1] == '"') fields.back() += line[++i];
      else quoted = false;
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == ',') {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

std::string count_of(std::size_t n, std::string_view singular, std::string_view plural) {
  std::string out = std::to_string(n) + " ";
  if (n == 1) return out + std::string(singular);
  return out + (plural.empty() ? std::string(singular) + "s" : std::string(plural));
}

}  // namespace serhost
