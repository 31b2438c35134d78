// Corpora as their downloads are laid out, with empty files: the names are written by loops over
// published counts, never by a reader's own pattern.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace serhost::corpora {

struct Tree {
  std::vector<std::string> files;            ///< audio, empty
  std::map<std::string, std::string> texts;  ///< tables beside it
};

/// What is published, and a tree that has it.
struct Published {
  std::string plugin;
  std::size_t clips = 0, speakers = 0;
  std::map<std::string, std::size_t> labels;  ///< none where they are not published
  /// Of several parts together where "a + b" is published alone.
  std::map<std::string, std::size_t> splits;
  Tree (*tree)() = nullptr;
  std::vector<std::string> parameters = {};
  /// Published by part alone: people may speak in several.
  std::map<std::string, std::size_t> speakers_by_split = {};
  std::map<std::string, std::size_t> sessions_by_split = {};  ///< videos
  /// False where the reader states the counts of another release, or of none.
  bool stated = true;
};

/// One a corpus, for the suites that run over all of them.
const std::vector<Published>& published();

Tree aesdd();
Tree iemocap();
Tree m3ed();
Tree meld();
Tree mosei();
Tree mosi();
Tree msp_podcast();
Tree ased();
Tree cafe();
Tree cremad();
Tree emovo();
Tree esd();
Tree mead();
Tree nemo();
Tree ravdess_song();
Tree ravdess_speech();
Tree resd();
Tree savee();
Tree shemo();
Tree subesco();
Tree tess();
Tree turev();
Tree urdu();

/// "007" for (7, 3).
std::string digits(std::size_t number, std::size_t width);

/// Writes it below `root`.
void write(const Tree& tree, const std::filesystem::path& root);

}  // namespace serhost::corpora
