// Text made from fields: "{gender}{number}".
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace serhost::corpus {

/// What is known of a clip, by name. Nothing is empty in it.
using Fields = std::map<std::string, std::string>;

class TextTemplate {
 public:
  /// Throws std::invalid_argument whose text goes on where the template was named: "has a '{' that
  /// is not closed".
  explicit TextTemplate(std::string_view text);

  /// The names in braces, as often as they stand there.
  const std::vector<std::string>& names() const { return names_; }
  /// nullopt where one of the fields is not known.
  std::optional<std::string> filled(const Fields& fields) const;

 private:
  std::vector<std::string> between_;  // the text before each name, and behind the last
  std::vector<std::string> names_;
};

}  // namespace serhost::corpus
