// What papers print, and whether it is comparable with a run.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "run/evaluated_run.hpp"

namespace serhost::report {

/// A printed value; fractions, not percent.
struct Published {
  std::string source;          ///< "comparative study, Table I"
  std::string dataset, model;  ///< as the paper calls them; two sizes of a model are two names
  std::string backbone, loss;  ///< the components; a backbone may be in the paper's spelling
  bool one_loss = false;       ///< the paper has no other, and does not name it in its rows
  bool any_corpus = false;     ///< may be shown beside runs on other corpora, if asked for
  std::string task = "classification";  ///< as an experiment says it
  bool from_scratch = false;            ///< the model was not pre-trained
  std::map<std::string, double> metrics;
  std::string protocol;    ///< as an experiment would say it: "leave-one-session-out", "k-fold"
  std::string k;           ///< folds of k-fold; "" for others
  std::string validation;  ///< "random 0.2", "one speaker", "test", "not stated"
  std::string weights;     ///< "fine-tuned", "frozen"
  std::string classes;     ///< how many; "" where it is not told
  std::string labels;  ///< "anger, joy; excitement as joy"; the rest "" where it is not told, too
  std::string clips, select, crop;   ///< "5531"; the metric that picks the epoch; "whole clips"
  std::string size;                  ///< of the encoder: "base", "large"
  double parameters = 0.0;           ///< of the encoder, in millions; 0 where it is not told
  std::string pretraining;           ///< as printed: "LS-960 + Emo-262"
  std::vector<std::string> corpora;  ///< what that is: "LibriSpeech", …
  std::string note;
};

/// The files of core/report/published by their names; compiled in.
const std::map<std::string, std::string>& published_files();

/// One of them (published/README.md has the format). Throws std::logic_error naming the file if it
/// is not one.
std::vector<Published> read_published(const std::string& file, std::string_view text);

/// All of them, in the order of the files' names.
const std::vector<Published>& published();

/// Values for this run's backbone and loss: those of its corpus, and with `other_corpora` those
/// that may be shown whatever the corpus.
std::vector<Published> published_beside(const run::EvaluatedRun& run, bool other_corpora = false);

/// In what the paper's value does not mean what the run's does: "corpus: iemocap there, emodb
/// here". What one of them does not tell differs, too. Empty where all matches.
std::vector<std::string> protocol_differences(const Published& paper, const run::EvaluatedRun& run);

/// All that protocol_differences looks at, as the paper has it: "iemocap, 4 classes (…), 5531
/// clips, …, not stated: selection".
std::string conditions_text(const Published& paper);

}  // namespace serhost::report
