// A link begins with a page that is marked as the first of a stream and follows one that is not.
#include "audio/ogg_links.hpp"

#include <algorithm>

#include "audio/header_bytes.hpp"

namespace serhost::audio {
namespace {

constexpr std::int64_t kPageHeader = 27;  // bytes of a page before the table of its segments
constexpr std::int64_t kPageSearch = 1 << 16;
constexpr std::size_t kMostLinks = 10000;
constexpr unsigned kFirstPage = 2;

/// Hertz of a stream, from its first page's packet; 0 where the format is not known.
double rate_of(std::string_view packet) {
  if (packet.starts_with("OpusHead")) return 48000.0;
  if (packet.starts_with("\x01vorbis") && packet.size() >= 16)
    return static_cast<double>(number_at(packet, 12, 4, false));
  return 0.0;
}

/// Where "OggS" comes next, at `at` or behind it; the end of the file where it does not.
std::int64_t next_page(const FileView& view, std::int64_t at) {
  while (at < view.size()) {
    const auto block = view.bytes(at, kPageSearch);
    if (const auto found = block.find("OggS"); found != std::string::npos)
      return at + static_cast<std::int64_t>(found);
    if (block.size() < 4) break;
    at += static_cast<std::int64_t>(block.size()) - 3;
  }
  return view.size();
}

struct Page {
  std::int64_t bytes = 0, there = 0;
  bool known = true;  ///< of the one version that there is
  bool first = false;
  std::uint64_t position = 0;
  double rate = 0.0;  ///< of a first page
};

Page page_at(const FileView& view, std::int64_t at) {
  const auto bytes = view.bytes(at, kPageHeader + 255 + 32);
  Page page;
  page.there = view.size() - at;
  page.bytes = page.there + 1;  // more than there is
  if (static_cast<std::int64_t>(bytes.size()) < kPageHeader) return page;
  page.known = bytes[4] == 0;
  const auto segments = static_cast<std::size_t>(number_at(bytes, 26, 1, false));
  const auto body = static_cast<std::size_t>(kPageHeader) + segments;
  if (bytes.size() < body) return page;
  page.bytes = static_cast<std::int64_t>(body);
  for (std::size_t i = static_cast<std::size_t>(kPageHeader); i < body; ++i)
    page.bytes += static_cast<unsigned char>(bytes[i]);
  page.first = (number_at(bytes, 5, 1, false) & kFirstPage) != 0;
  page.position = number_at(bytes, 6, 8, false);
  if (page.first) page.rate = rate_of(std::string_view(bytes).substr(body));
  return page;
}

}  // namespace

std::vector<ByteRange> ogg_links(const FileView& view, const std::string& name) {
  std::vector<ByteRange> links;
  if (view.bytes(0, 4) != "OggS") return links;
  bool after_audio = true;
  double rate = 0.0, seconds = 0.0;
  std::int64_t at = 0, end = 0;  // end: of the last page, behind which libsndfile finds no length
  while (at < view.size()) {
    const auto page = page_at(view, at);
    if (!page.known || (links.empty() && page.bytes > page.there)) {  // only looks like a page
      at = next_page(view, at + 1);
      continue;
    }
    if (page.bytes > page.there)
      throw DataError(
          name + ": is cut off: it ends within an Ogg page" +
          (rate > 0.0 ? ", after " + seconds_text(seconds) + "; more are expected" : "") +
          "; copy it again");
    if (page.first && after_audio) {
      if (links.size() == kMostLinks)
        throw DataError(name + ": has more than " + std::to_string(kMostLinks) +
                        " links; split it into files");
      links.push_back({at, 0});
      rate = page.rate;
    }
    after_audio = !page.first;
    if (rate > 0.0 && page.position < std::uint64_t{1} << 62)
      seconds = static_cast<double>(page.position) / rate;
    at += page.bytes;
    end = at;
    if (view.bytes(at, 4) == "OggS") continue;
    const auto next = next_page(view, at);
    if (next < view.size())  // a page that was cut takes those behind it along
      throw DataError(name + ": is damaged: an Ogg page is expected at byte " + std::to_string(at) +
                      ", but the next begins at byte " + std::to_string(next) + "; copy it again");
    at = next;
  }
  if (!links.empty()) links.front().begin = 0;  // what libsndfile says of bytes before it
  for (std::size_t i = 0; i < links.size(); ++i)
    links[i].size = (i + 1 < links.size() ? links[i + 1].begin : end) - links[i].begin;
  return links;
}

}  // namespace serhost::audio
