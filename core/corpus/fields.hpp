// From the fields of a clip, which are texts by name, to an Utterance.
#pragma once

#include <serhost/dataset.hpp>
#include <string>
#include <vector>

#include "corpus/text_template.hpp"

namespace serhost::corpus {

/// The names that mean something to the host, in the order of docs/corpus-files.md: "key", "label",
/// "speaker", ... All others become columns (Utterance::extra).
const std::vector<std::string>& known_fields();

/// Writes the fields into `to`; `label` is written as it stands in the corpus (corpus_label). False
/// for a `turn` that is no whole number.
bool fill(Utterance& to, const Fields& fields);

}  // namespace serhost::corpus
