// Whether an encoder was trained on a corpus that it is tested on, by the names that its author
// gave: the same corpus has many names, and bundles of corpora have one (known_corpora.txt).
#pragma once

#include <string>
#include <vector>

namespace serhost::run {

/// What a record says of pre-training.
struct SeenInPretraining {
  std::vector<std::string>
      corpora;        ///< that the weights were trained on, as their author names them
  bool known = true;  ///< false: weights were read, and nobody says from what
};

/// A tested corpus: all that it is called here (its dataset's name, its table's).
using TestedCorpus = std::vector<std::string>;

/// "saw IEMOCAP, MELD" where a tested corpus is among those of pre-training, or a part of one;
/// "unknown" where weights come from nobody knows what; else "names no tested corpus", which is not
/// to say that none was heard. Names are compared by whole words: "speech" is not LibriSpeech.
std::string seen_in_pretraining(const SeenInPretraining& pretraining,
                                const std::vector<TestedCorpus>& tested);

/// What a name stands for: itself as known_corpora.txt writes it, and the members of a bundle. The
/// name alone where nobody knows it.
std::vector<std::string> known_as(const std::string& name);

}  // namespace serhost::run
