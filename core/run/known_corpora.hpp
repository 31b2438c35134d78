// The text of known_corpora.txt, compiled in.
#pragma once

namespace serhost::run {

extern const char* const kKnownCorpora;

}  // namespace serhost::run
