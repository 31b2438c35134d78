// Reads values of a table, with one form of message for every wrong value: what was found, what is
// expected.
#include "config/table_reader.hpp"

#include <algorithm>
#include <cmath>

#include "base/model_name.hpp"
#include "base/text.hpp"
#include "base/utf8.hpp"
#include "base/words.hpp"
#include "config/document.hpp"
#include "config/overrides.hpp"
#include "config/pieces.hpp"

namespace serhost::config {
namespace {

std::string number(double value) { return in_digits(value); }

template <class T, class Read>
std::optional<std::vector<T>> read_list(const Node& node, const std::string& key,
                                        const std::string& wanted, Findings& findings,
                                        Read&& read) {
  if (!node.is(Node::Type::list)) {
    wrong(node, key, wanted, findings);
    return std::nullopt;
  }
  std::vector<T> out;
  for (const auto& item : node.items) {
    if (auto value = read(item)) out.push_back(std::move(*value));
  }
  if (out.size() != node.items.size()) return std::nullopt;
  return out;
}

/// "cuda:N" stands for "cuda:0", "cuda:1", ...
bool is_choice(const std::string& choice, const std::string& text) {
  if (text == choice) return !choice.ends_with(":N");
  if (!choice.ends_with(":N")) return false;
  const auto before = choice.size() - 1;
  const auto digits = text.size() > before ? text.substr(before) : std::string();
  return text.compare(0, before, choice, 0, before) == 0 && !digits.empty() && digits.size() < 4 &&
         digits.find_first_not_of("0123456789") == std::string::npos;
}

/// " Did you mean 'train.epochs'?" of a key that another of the host's tables has; "" of one that
/// none has, or so many that none is meant.
std::string in_another_table(const std::string& key) {
  std::vector<std::string> found;
  for (const auto* table : pieces_of("table")) {
    const std::string name = table->name;
    for (const auto& spec : table->parameters()) {
      if (spec.name == key) found.push_back(name == "experiment" ? key : name + "." + key);
    }
  }
  constexpr std::size_t kFew = 2;
  if (found.empty() || found.size() > kFew) return "";
  return " Did you mean '" + join(found, "' or '") + "'?";
}

/// " A list of texts has quotes: ..." of a text from the command line that was meant as a list.
std::string with_quotes(const Node& node, const std::string& key) {
  const auto text = trim(node.text);
  if (!node.is(Node::Type::text) || node.place.file != kCommandLine || !text.starts_with('[') ||
      !text.ends_with(']'))
    return "";
  std::vector<std::string> items;
  for (const auto& item : split(text.substr(1, text.size() - 2), ','))
    items.push_back('"' + std::string(trim(item)) + '"');
  return ". Texts in a list have quotes, and the shell needs some around all: -s '" + key + "=[" +
         join(items, ", ") + "]'";
}

}  // namespace

bool Range::holds(double value) const {
  return std::isfinite(value) && !(at_least && value < *at_least) && !(above && value <= *above) &&
         !(at_most && value > *at_most) && !(below && value >= *below);
}

std::string Range::words() const {
  if (at_least && at_most) return " from " + number(*at_least) + " to " + number(*at_most);
  std::string low = at_least ? " of at least " + number(*at_least)
                    : above  ? " above " + number(*above)
                             : "";
  std::string high = at_most ? " of at most " + number(*at_most)
                     : below ? " below " + number(*below)
                             : "";
  return low + (low.empty() || high.empty() ? "" : " and") + high;
}

void check_shown_name(Findings& findings, const Place& place, const std::string& what,
                      const std::string& name) {
  if (holds_steering(name))
    findings.add(place, what + ": '" + shown(name) +
                            "' holds control characters or marks that turn the writing; write it "
                            "without them");
}

void check_folder_name(Findings& findings, const Place& place, const std::string& what,
                       const std::string& name) {
  check_shown_name(findings, place, what, name);
  if (name.empty() || name.size() > 200 || name.front() == '.' ||
      name.find('/') != std::string::npos)
    findings.add(place, what +
                            ": must be a valid folder name: 1 to 200 bytes without '/', not "
                            "beginning with a dot");
}

void wrong(const Node& node, const std::string& key, const std::string& wanted,
           Findings& findings) {
  if (!node.broken)
    findings.add(node.place,
                 key + ": found " + found(node) + ", but must be " + wanted +
                     (wanted.find("list") == std::string::npos ? "" : with_quotes(node, key)));
}

std::optional<bool> read_boolean(const Node& node, const std::string& key, Findings& findings) {
  if (node.is(Node::Type::boolean)) return node.boolean;
  wrong(node, key, "true or false", findings);
  return std::nullopt;
}

std::optional<std::int64_t> read_integer(const Node& node, const std::string& key,
                                         const Range& range, Findings& findings) {
  if (node.is(Node::Type::integer) && range.holds(static_cast<double>(node.integer)))
    return node.integer;
  wrong(node, key, "a whole number" + range.words(), findings);
  return std::nullopt;
}

std::optional<double> read_real(const Node& node, const std::string& key, const Range& range,
                                Findings& findings) {
  const bool is_number = node.is(Node::Type::real) || node.is(Node::Type::integer);
  const double value = node.is(Node::Type::real) ? node.real : static_cast<double>(node.integer);
  if (is_number && range.holds(value)) return value;
  wrong(node, key, "a number" + range.words(), findings);
  return std::nullopt;
}

std::optional<std::string> read_text(const Node& node, const std::string& key,
                                     const Choices& choices, Findings& findings) {
  if (node.broken) return std::nullopt;
  if (choices.empty()) {
    if (node.is(Node::Type::text)) return node.text;
    wrong(node, key, "a string", findings);
    return std::nullopt;
  }
  if (node.is(Node::Type::text) &&
      std::any_of(choices.begin(), choices.end(),
                  [&](const std::string& choice) { return is_choice(choice, node.text); }))
    return node.text;
  const auto near = node.is(Node::Type::text) ? nearest(node.text, choices) : std::string();
  wrong(node, key,
        "one of " + join(choices, ", ") + (near.empty() ? "" : ". Did you mean '" + near + "'?"),
        findings);
  return std::nullopt;
}

std::optional<std::filesystem::path> read_path(const Node& node, const std::string& key,
                                               Findings& findings) {
  if (node.broken) return std::nullopt;
  if (!node.is(Node::Type::text) || node.text.empty()) {
    wrong(node, key, "a path", findings);
    return std::nullopt;
  }
  if (node.text.find('\0') != std::string::npos) {
    findings.add(node.place, key + ": a path cannot hold a zero byte");
    return std::nullopt;
  }
  auto path = resolved_path(node.text, node.place);
  std::error_code ignored;
  if (std::filesystem::exists(path, ignored)) return path;
  findings.add(Exit::missing, node.place,
               key + ": '" + path.string() + "' does not exist" +
                   (node.text.front() == '~' ? "; '~' is not expanded, write ${HOME}" : "") +
                   (key.ends_with("checkpoint") ? how_to_fetch(node.text) : ""));
  return path;
}

std::optional<std::vector<std::int64_t>> read_integers(const Node& node, const std::string& key,
                                                       const Range& range, Findings& findings) {
  return read_list<std::int64_t>(
      node, key, "a list of whole numbers", findings,
      [&](const Node& item) { return read_integer(item, key, range, findings); });
}

std::optional<std::vector<double>> read_reals(const Node& node, const std::string& key,
                                              const Range& range, Findings& findings) {
  return read_list<double>(node, key, "a list of numbers", findings,
                           [&](const Node& item) { return read_real(item, key, range, findings); });
}

std::optional<std::vector<std::string>> read_texts(const Node& node, const std::string& key,
                                                   const Choices& choices, Findings& findings) {
  return read_list<std::string>(node, key, "a list of strings", findings, [&](const Node& item) {
    return read_text(item, key, choices, findings);
  });
}

const Node* TableReader::take(const std::string& key) {
  if (std::find(known_.begin(), known_.end(), key) == known_.end()) known_.push_back(key);
  const auto* node = table_.find(key);
  return node && !node->broken ? node : nullptr;
}

Place TableReader::place_of(const std::string& key) const {
  const auto* member = table_.member(key);
  return member == nullptr ? table_.place : member->place;
}

void TableReader::read(const std::string& key, bool& to) {
  if (const auto* node = take(key)) to = read_boolean(*node, name(key), findings_).value_or(to);
}
void TableReader::read(const std::string& key, std::int64_t& to, const Range& range) {
  if (const auto* node = take(key))
    to = read_integer(*node, name(key), range, findings_).value_or(to);
}
void TableReader::read(const std::string& key, double& to, const Range& range) {
  if (const auto* node = take(key)) to = read_real(*node, name(key), range, findings_).value_or(to);
}
void TableReader::read(const std::string& key, std::string& to, const Choices& choices) {
  if (const auto* node = take(key))
    to = read_text(*node, name(key), choices, findings_).value_or(to);
}
void TableReader::read(const std::string& key, std::optional<std::int64_t>& to,
                       const Range& range) {
  if (const auto* node = take(key)) to = read_integer(*node, name(key), range, findings_);
}
void TableReader::read(const std::string& key, std::optional<double>& to, const Range& range) {
  if (const auto* node = take(key)) to = read_real(*node, name(key), range, findings_);
}
void TableReader::read(const std::string& key, std::vector<std::int64_t>& to, const Range& range) {
  if (const auto* node = take(key))
    to = read_integers(*node, name(key), range, findings_).value_or(to);
}
void TableReader::read(const std::string& key, std::vector<double>& to, const Range& range) {
  if (const auto* node = take(key))
    to = read_reals(*node, name(key), range, findings_).value_or(to);
}

void TableReader::refuse(const std::string& key, const std::string& why) {
  if (has(key)) findings_.add(place_of(key), name(key) + ": " + why);
  refused_.push_back(key);
}

void TableReader::finish() {
  const auto in = [](const std::vector<std::string>& keys, const std::string& key) {
    return std::find(keys.begin(), keys.end(), key) != keys.end();
  };
  Names known;
  std::size_t asked = 0;  // a file with thousands of faults is not looked through for each
  for (const auto& member : table_.members) {
    if (in(known_, member.key) || in(refused_, member.key)) continue;
    if (!known) known = std::make_shared<const std::vector<std::string>>(known_);
    const auto message =
        "unknown key '" + shown(member.key) + "'" + (title_.empty() ? "" : " in " + title_) + ".";
    constexpr std::size_t kAsked = 20;
    const bool looked_for = ++asked <= kAsked && nearest(member.key, *known).empty();
    const auto elsewhere = looked_for ? in_another_table(member.key) : std::string();
    if (elsewhere.empty()) findings_.add(member.place, message, member.key, known);
    else findings_.add(member.place, message + elsewhere);
  }
}

}  // namespace serhost::config
