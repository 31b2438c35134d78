// Joins the utterances of all corpora into one manifest. No plugin is called and no audio is opened
// here.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "config/task_info.hpp"
#include "data/manifest/manifest.hpp"

namespace serhost::data {

/// What one dataset listed.
struct Listing {
  const config::DatasetTable* table = nullptr;
  std::vector<Utterance> utterances;
  std::map<std::string, std::pair<double, double>>
      ranges{};  ///< of ratings, as the dataset itself says; the table's come before them
};

using config::Wanted;

/// Which clips a task wants, by its name; those with a label where no such task is known.
Wanted wanted_by(const std::string& task);

/// Labels, classes, unique keys, order; `Manifest::corpora` has names and weights alone. The hash
/// is not set. `dialogues`: what is left out for its label is heard (Manifest::heard).
Manifest assemble(std::vector<Listing> listings, Wanted wanted, Faults& faults,
                  bool ratings = false, bool dialogues = false);

/// What of a clip's votes and ratings its task takes, as it goes into hashes; "" of labels alone.
std::string hashed_targets(const Manifest& manifest, const Clip& clip);

/// Where in its dialogue a clip stands, as it goes into hashes where dialogues are heard.
std::string hashed_place(const Utterance& utterance);

/// Manifest::hash over what the clips are now.
std::string hash_of(const Manifest& manifest);

}  // namespace serhost::data
