// A small corpus with the names that the real one has, made of a description.
#pragma once

#include <filesystem>

namespace serhost::app {

/// Writes below `folder` what a `smoke.json` describes:
///
///     {"seconds": 0.6,
///      "each": {"actor": ["01", "02"], "clip": [{"n": "1", "label": "anger"}]},
///      "files": {"Actor_{actor}/{clip.n}.wav": null,
///                "labels.csv": ["file,label", "Actor_{actor}/{clip.n}.wav,{clip.label}"]}}
///
/// null is a voice-like sound of so many seconds that follows from the file's name, a text is the
/// file's content, a list its lines. A name of `each` in braces stands for each of its values: in a
/// path for as many files, in a line for as many lines, those of the path kept. Throws
/// Error(config) with the description's name for one that is none.
void make_corpus(const std::filesystem::path& description, const std::filesystem::path& folder);

}  // namespace serhost::app
