// The links of a chained Ogg file: streams one behind the other, as recordings that were joined
// and radio have them. libsndfile reads the first alone.
#pragma once

#include <vector>

#include "audio/file_view.hpp"

namespace serhost::audio {

/// Bytes of a file.
struct ByteRange {
  std::int64_t begin = 0, size = 0;
};

/// The links of an Ogg file in their order; none for other files. Throws DataError where the last
/// page is not whole.
std::vector<ByteRange> ogg_links(const FileView& view, const std::string& name);

}  // namespace serhost::audio
