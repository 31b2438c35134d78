// libsndfile behind our own checks. The format is recognized by the content, never by the
// extension.
#include "audio/sound_file.hpp"

#include <sndfile.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "audio/container_header.hpp"
#include "audio/file_view.hpp"
#include "audio/flac_length.hpp"
#include "audio/header_bytes.hpp"
#include "audio/movie.hpp"
#include "audio/mpeg_frames.hpp"
#include "audio/ogg_links.hpp"
#include "audio/sample_rules.hpp"
#include "audio/sound_format.hpp"
#include "audio/wave_header.hpp"

namespace serhost::audio {
namespace sound_file {

/// What libsndfile sees of the file: some bytes of our own, then a part of it.
struct Stream {
  const FileView* view = nullptr;
  ByteRange part;
  std::string front{};
  std::int64_t position = 0;

  std::int64_t size() const { return static_cast<std::int64_t>(front.size()) + part.size; }
};

struct Closer {
  void operator()(SNDFILE* file) const { sf_close(file); }
};

}  // namespace sound_file

namespace {

using sound_file::Stream;

constexpr std::int64_t kMostChannels = 32;
constexpr std::int64_t kSkipBlock = 1 << 14;  // frames read at once

sf_count_t length_of(void* stream) { return static_cast<Stream*>(stream)->size(); }
sf_count_t tell_in(void* stream) { return static_cast<Stream*>(stream)->position; }
sf_count_t write_to(const void*, sf_count_t, void*) { return 0; }

sf_count_t seek_in(sf_count_t offset, int whence, void* opaque) {
  auto& stream = *static_cast<Stream*>(opaque);
  const auto base = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? stream.position : stream.size();
  if (base + offset < 0) return -1;
  return stream.position = base + offset;
}

sf_count_t read_from(void* into, sf_count_t count, void* opaque) {
  auto& stream = *static_cast<Stream*>(opaque);
  auto* out = static_cast<char*>(into);
  const auto front = static_cast<std::int64_t>(stream.front.size());
  std::int64_t done = 0;
  if (stream.position < front) {
    done = std::min(count, front - stream.position);
    std::copy_n(stream.front.data() + stream.position, done, out);
  }
  const auto at = stream.position + done - front;
  if (done < count && at < stream.part.size)
    done += stream.view->read(stream.part.begin + at, out + done,
                              std::min(count - done, stream.part.size - at));
  stream.position += done;
  return done;
}

/// The part of a file with frames of MPEG audio, and in front of it the length where the file says
/// none, or a wrong one.
Stream mpeg_stream(FileView& view, const std::string& name) {
  const ByteRange whole{0, view.size()};
  if (is_marked_otherwise(view)) return {&view, whole};
  const auto audio = find_mpeg(view);
  if (!audio) return {&view, whole};
  if (audio->declared && *audio->declared > audio->frames + 1)
    throw DataError(name + ": is cut off: its header says " + std::to_string(*audio->declared) +
                    " MPEG frames, but " + std::to_string(audio->frames) + " are there (" +
                    seconds_text(audio->seconds(audio->frames)) + " of " +
                    seconds_text(audio->seconds(*audio->declared)) + "); copy it again");
  if (audio->missing > 0)
    throw DataError(name + ": is cut off: " + std::to_string(audio->missing) +
                    " bytes of its last MPEG frame are missing (" +
                    seconds_text(audio->seconds(audio->frames)) + " are there, at least " +
                    seconds_text(audio->seconds(audio->frames + 1)) +
                    " are expected); copy it again");
  Stream out{&view, {audio->begin, audio->end - audio->begin}};
  if (audio->frames == 0) return out;
  if (audio->declared_at > 0) {
    const auto put = [&](std::int64_t at, std::int64_t value) {
      for (int i = 0; i < 4; ++i)
        view.overlay_byte(at + i, static_cast<unsigned char>(value >> (24 - 8 * i)));
    };
    if (*audio->declared + 1 < audio->frames) {  // files that were joined
      put(audio->declared_at, audio->frames);
      if (audio->bytes_at > 0) put(audio->bytes_at, out.part.size);
    }
  } else if (!audio->one_rate || audio->declared) {
    out.front = length_frame(*audio);
  }
  return out;
}

}  // namespace

struct SoundFile::State {
  explicit State(const std::filesystem::path& file) : name(file.string()), view(file) {
    if (view.bytes(0, 26).starts_with("version https://git-lfs"))
      throw DataError(name +
                      ": is a pointer file of large-file storage, not the audio itself; fetch the "
                      "audio with git lfs pull");
    if (is_movie(view.bytes(0, 12))) {
      movie = read_movie(file);
      info = movie->info;
      require_form(info.sample_rate, info.channels);
      return;
    }
    check_wave_header(view, name);
    const auto end = check_container_header(view, name);
    complete_flac_header(view, name);
    for (const auto& link : ogg_links(view, name)) streams.push_back({&view, link});
    if (streams.empty()) streams.push_back(mpeg_stream(view, name));
    if (end) streams.front().part.size = *end;
    for (std::size_t i = 0; i < streams.size(); ++i) {
      open(i);
      add(i);
    }
    if (info.frames <= 0)
      throw DataError(name + ": holds no samples (0 frames); leave it out or copy it again");
    if (streams.size() > 1) open(0);
  }

  /// Opens a link, of which one is open at a time.
  void open(std::size_t link) {
    handle.reset();
    auto& stream = streams[link];
    stream.position = 0;
    SF_VIRTUAL_IO io{length_of, seek_in, read_from, write_to, tell_in};
    found = {};
    handle.reset(sf_open_virtual(&io, SFM_READ, &found, &stream));
    format = handle ? name_of_format(found.format) : nullptr;
    if (format == nullptr)
      throw DataError(name +
                      ": is not audio that can be read (wav, flac, ogg, mp3): " + looks_like(view));
    current = link;
    position = 0;
  }

  void require_form(std::int64_t rate, std::int64_t channels) const {
    if (rate < kLowestRate || rate > kHighestRate)
      throw DataError(name + ": says a sample rate of " + std::to_string(rate) +
                      " Hz; expected 1000 to 768000");
    if (channels < 1 || channels > kMostChannels)
      throw DataError(name + ": says " + std::to_string(channels) + " channels; expected 1 to 32");
  }

  /// Counts the open link in.
  void add(std::size_t link) {
    require_form(found.samplerate, found.channels);
    if (link > 0 && (found.samplerate != info.sample_rate || found.channels != info.channels))
      throw DataError(name + ": its link " + std::to_string(link + 1) + " has " +
                      std::to_string(found.samplerate) + " Hz and " +
                      count_of(static_cast<std::size_t>(found.channels), "channel") +
                      ", but the first has " + std::to_string(info.sample_rate) + " Hz and " +
                      std::to_string(info.channels) + "; convert it to one stream");
    if (link == 0) info = {found.samplerate, found.channels, 0, format};
    auto length = std::max<std::int64_t>(found.frames, 0);
    if (length == SF_COUNT_MAX) {  // not known
      length = frames_left();
      open(link);
    }
    lengths.push_back(length);
    info.frames += lengths.back();
  }

  /// A FLAC frame whose checksum is wrong is told by libsndfile as an error of the call that gives
  /// samples all the same, as many as there should be. Where they are fewer, the length tells.
  sf_count_t decode(float* into, sf_count_t frames) {
    const auto got = sf_readf_float(handle.get(), into, frames);
    const bool all = got == frames || position + got == found.frames;
    if (all && (found.format & SF_FORMAT_TYPEMASK) == SF_FORMAT_FLAC &&
        sf_error(handle.get()) != SF_ERR_NO_ERROR)
      throw DataError(name + ": is damaged behind sample " + std::to_string(position) + " (" +
                      sf_strerror(handle.get()) + "); copy it again");
    return got;
  }

  /// Of the open link, by reading them; it is then at its end.
  std::int64_t frames_left() {
    std::vector<float> block(static_cast<std::size_t>(kSkipBlock * found.channels));
    const auto before = position;
    for (;;) {
      const auto got = decode(block.data(), kSkipBlock);
      if (got <= 0) return position - before;
      position += got;
    }
  }

  void skip(std::int64_t frame) {
    if (movie) {
      position = std::min(frame, info.frames);
      return;
    }
    std::size_t link = 0;
    auto within = frame;
    while (link + 1 < lengths.size() && within >= lengths[link]) within -= lengths[link++];
    if (link != current || within < position) open(link);
    if (within == position ||
        (found.seekable != 0 && sf_seek(handle.get(), within, SEEK_SET) == within)) {
      position = within;
      return;
    }
    std::vector<float> block(static_cast<std::size_t>(kSkipBlock * info.channels));
    while (position < within) {
      const auto got = decode(block.data(), std::min(within - position, kSkipBlock));
      if (got <= 0)
        throw DataError(name + ": is cut off before " + std::to_string(frame) +
                        " samples; copy it again");
      position += got;
    }
  }

  std::int64_t read(float* into, std::int64_t frames) {
    if (movie) {
      const auto count = std::min(frames, info.frames - position);
      std::copy_n(movie->samples.data() + position * info.channels, count * info.channels, into);
      position += count;
      return count;
    }
    for (;;) {
      const auto got = decode(into, frames);
      if (got > 0) {
        position += got;
        return got;
      }
      if (current + 1 >= streams.size()) return 0;
      open(current + 1);
    }
  }

  std::string name;
  FileView view;
  std::vector<Stream> streams;        ///< a link each
  std::vector<std::int64_t> lengths;  ///< of the links, in frames
  std::optional<Movie> movie;         ///< in the place of streams
  Info info;
  SF_INFO found{};
  const char* format = nullptr;
  std::size_t current = 0;
  std::int64_t position = 0;  ///< in the open link
  std::unique_ptr<SNDFILE, sound_file::Closer> handle;
};

SoundFile::SoundFile(const std::filesystem::path& file) : state_(std::make_unique<State>(file)) {}
SoundFile::~SoundFile() = default;

const std::string& SoundFile::name() const { return state_->name; }
const Info& SoundFile::info() const { return state_->info; }
std::int64_t SoundFile::bytes() const { return state_->view.size(); }
void SoundFile::skip_to(std::int64_t frame) { state_->skip(frame); }
std::int64_t SoundFile::read(float* into, std::int64_t frames) {
  return state_->read(into, frames);
}

}  // namespace serhost::audio
