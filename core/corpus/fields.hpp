// From the fields of a clip, which are texts by name, to an Utterance.
#pragma once

#include <serhost/dataset.hpp>

#include "corpus/text_template.hpp"

namespace serhost::corpus {

/// Writes the fields into `to`; `label` is written as it stands in the corpus (corpus_label). Names
/// without a meaning to the host become columns (Utterance::extra). False for a `turn` that is no
/// whole number.
bool fill(Utterance& to, const Fields& fields);

}  // namespace serhost::corpus
