// What is read of audio files before libsndfile is: sizes in headers, frames of mp3, pages of Ogg,
// the last frame of FLAC.
#include "audio/container_header.hpp"
#include "audio/flac_length.hpp"
#include "audio/mpeg_frames.hpp"
#include "audio/ogg_links.hpp"
#include "base/error.hpp"
#include "fuzz/input.hpp"

namespace {

using serhost::fuzz::require;

void check_mpeg(const serhost::audio::FileView& view) {
  const auto found = serhost::audio::find_mpeg(view);
  if (!found) return;
  require(found->begin >= 0 && found->begin <= found->end && found->end <= view.size());
  require(found->frames >= 0 && found->frame_samples > 0 && found->sample_rate > 0);
  require(found->missing >= 0 && found->declared_at < view.size());
  require(serhost::audio::length_frame(*found).size() >= 29);
}

void check_links(const serhost::audio::FileView& view) {
  std::int64_t end = 0;
  for (const auto& link : serhost::audio::ogg_links(view, "fuzz")) {
    require(link.begin == end && link.size > 0);
    end = link.begin + link.size;
  }
  require(end <= view.size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const serhost::fuzz::MemoryFile file(serhost::fuzz::text(data, size));
  try {
    serhost::audio::FileView view(file.path());
    check_mpeg(view);
    serhost::audio::check_container_header(view, "fuzz");
    serhost::audio::check_container_header(view, "fuzz");  // what was completed is complete
    serhost::audio::complete_flac_header(view, "fuzz");
    check_links(view);
  } catch (const serhost::DataError&) {}
  return 0;
}
