// Words and codes of corpora as the names that serhost uses (docs/components.md).
//
//   const LabelTable kLabels{{"A", "anger"}, {"H", "happiness"}, {"X", ""}};
//   if (!kLabels.apply(code, clip)) problems.add(line, "'" + code + "' is none of " +
//   kLabels.codes());
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <serhost/dataset.hpp>
#include <string>

namespace serhost::readers {

/// A corpus's codes and what they stand for.
class LabelTable {
 public:
  /// "" as a name: clips of this code have no label ("the annotators did not agree").
  LabelTable(std::initializer_list<std::pair<const std::string, std::string>> names)
      : names_(names) {}
  /// Sets corpus_label and label of `one`; false, and nothing is set, for a code that is not known.
  bool apply(const std::string& code, Utterance& one) const;
  /// "A, H, X".
  std::string codes() const;

 private:
  std::map<std::string, std::string> names_;
};

/// "anger" of "Angry", "happiness" of "joy", in any case; other words in small letters, without
/// blanks at the ends.
std::string canonical(const std::string& word);

/// "male" of "M", "m", "Male", "man"; "female" likewise; nullopt for anything else.
std::optional<std::string> gender_of(const std::string& word);

/// nullopt for "", "unknown", "none", "nan", "n/a" in any case: what lists write where nothing is
/// known.
std::optional<std::string> known(const std::string& name);

/// A code of two letters for a language's English name in any case ("de" of "german"); nullopt for
/// one that is not listed, or for a mixture.
std::optional<std::string> language_code(const std::string& name);

}  // namespace serhost::readers
