// The tables of a description that hold no rule of their own: labels, values, speakers, counts.
#pragma once

#include "config/table_reader.hpp"
#include "corpus/description.hpp"

namespace serhost::corpus {

/// A table below `from`, with its reader's path and title; nullptr where there is none, or
/// something else, which has been told.
const config::Node* table_at(config::TableReader& from, const std::string& key);

/// A table of texts, "A" = "anger"; nothing where it is left out or faulty, which has been told.
std::map<std::string, std::string> read_texts_table(config::TableReader& from,
                                                    const std::string& key);

void read_values(config::TableReader& root, Description& to);
void read_speakers(config::TableReader& root, Description& to);
/// title, license, ..., [ratings], [counts], [known_bad].
void read_facts(config::TableReader& root, Description& to);

}  // namespace serhost::corpus
