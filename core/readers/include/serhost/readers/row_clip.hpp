// What the columns of a list mean, under the names that they have in the code (column_names.hpp).
#pragma once

#include <serhost/readers/fields.hpp>

namespace serhost::readers {

/// Takes all fields of a row but the path and the key into `one`: label (unless it has one already)
/// and corpus_label ("nan" is none), speaker, session, dialogue, turn, sentence, split, gender,
/// language, text, start and end, channel (from 0), ratings, votes. What is left over goes to
/// `extra`.
void read_row(Fields& fields, Utterance& one);

}  // namespace serhost::readers
