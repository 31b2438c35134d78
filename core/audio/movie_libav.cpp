// The first audio stream, decoded to its end. Its length is counted, never believed: containers
// round it, and coders put silence before the first sample, which libav takes off where it is told.
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libswresample/swresample.h>
}

#include <dlfcn.h>

#include <memory>
#include <optional>

#include "audio/header_bytes.hpp"
#include "audio/movie.hpp"
#include "base/error.hpp"

namespace serhost::audio {
namespace {

constexpr std::size_t kMostSamples = std::size_t{1}
                                     << 29;  // 2 GiB: three hours of stereo at 24 kHz

#define SERHOST_TEXT_OF(text) #text
#define SERHOST_LIBRARY(name, major) "lib" name ".so." SERHOST_TEXT_OF(major)
/// A function of a library by the name that its header declares.
#define SERHOST_OF(library, name) \
  decltype(&::name) name = reinterpret_cast<decltype(&::name)>(find(library, #name))

/// They bring a hundred others, which no other command pays for: loaded by name, of the versions
/// whose headers were there.
class Libav {
 public:
  /// nullptr where one of them is not there.
  static const Libav* get() {
    static const std::optional<Libav> all = [] {
      Libav made;
      return made.whole_ ? std::optional<Libav>(made) : std::nullopt;
    }();
    return all ? &*all : nullptr;
  }

 private:
  void* open(const char* file) {
    auto* const out = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    whole_ = whole_ && out != nullptr;
    return out;
  }
  void* find(void* library, const char* name) {
    auto* const out = library == nullptr ? nullptr : dlsym(library, name);
    whole_ = whole_ && out != nullptr;
    return out;
  }

  bool whole_ = true;
  void* util_ = open(SERHOST_LIBRARY("avutil", LIBAVUTIL_VERSION_MAJOR));
  void* codec_ = open(SERHOST_LIBRARY("avcodec", LIBAVCODEC_VERSION_MAJOR));
  void* format_ = open(SERHOST_LIBRARY("avformat", LIBAVFORMAT_VERSION_MAJOR));
  void* resample_ = open(SERHOST_LIBRARY("swresample", LIBSWRESAMPLE_VERSION_MAJOR));

 public:
  SERHOST_OF(util_, av_log_set_level);
  SERHOST_OF(util_, av_frame_alloc);
  SERHOST_OF(util_, av_frame_free);
  SERHOST_OF(util_, av_frame_unref);
  SERHOST_OF(codec_, av_packet_alloc);
  SERHOST_OF(codec_, av_packet_free);
  SERHOST_OF(codec_, av_packet_unref);
  SERHOST_OF(codec_, avcodec_alloc_context3);
  SERHOST_OF(codec_, avcodec_free_context);
  SERHOST_OF(codec_, avcodec_parameters_to_context);
  SERHOST_OF(codec_, avcodec_open2);
  SERHOST_OF(codec_, avcodec_send_packet);
  SERHOST_OF(codec_, avcodec_receive_frame);
  SERHOST_OF(format_, avformat_open_input);
  SERHOST_OF(format_, avformat_close_input);
  SERHOST_OF(format_, avformat_find_stream_info);
  SERHOST_OF(format_, av_find_best_stream);
  SERHOST_OF(format_, av_read_frame);
  SERHOST_OF(resample_, swr_alloc_set_opts2);
  SERHOST_OF(resample_, swr_init);
  SERHOST_OF(resample_, swr_convert);
  SERHOST_OF(resample_, swr_free);
};

#undef SERHOST_OF

struct Freed {
  void operator()(AVFormatContext* one) const { Libav::get()->avformat_close_input(&one); }
  void operator()(AVCodecContext* one) const { Libav::get()->avcodec_free_context(&one); }
  void operator()(AVPacket* one) const { Libav::get()->av_packet_free(&one); }
  void operator()(AVFrame* one) const { Libav::get()->av_frame_free(&one); }
  void operator()(SwrContext* one) const { Libav::get()->swr_free(&one); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

class Reader {
 public:
  Reader(const Libav& av, const std::filesystem::path& file) : av_(av), file_(file) {
    av_.av_log_set_level(AV_LOG_QUIET);
    AVFormatContext* opened = nullptr;
    // "file:" keeps names with colons from being taken for protocols.
    const auto status =
        av_.avformat_open_input(&opened, ("file:" + file.string()).c_str(), nullptr, nullptr);
    container_.reset(opened);
    if (status < 0 || av_.avformat_find_stream_info(opened, nullptr) < 0) cannot_read_movie(file);
    const AVCodec* codec = nullptr;
    stream_ = av_.av_find_best_stream(opened, AVMEDIA_TYPE_AUDIO, -1, -1, &codec, 0);
    if (stream_ < 0 || codec == nullptr) fail("holds no audio that can be decoded");
    decoder_.reset(av_.avcodec_alloc_context3(codec));
    const auto* stream = opened->streams[stream_];
    av_.avcodec_parameters_to_context(decoder_.get(), stream->codecpar);
    decoder_->pkt_timebase = stream->time_base;
    decoder_->thread_count = 1;
    if (av_.avcodec_open2(decoder_.get(), codec, nullptr) < 0) cannot_read_movie(file);
    packet_.reset(av_.av_packet_alloc());
    frame_.reset(av_.av_frame_alloc());
  }

  Movie read() {
    while (av_.av_read_frame(container_.get(), packet_.get()) >= 0) {
      if (packet_->stream_index == stream_) decode(packet_.get());
      av_.av_packet_unref(packet_.get());
    }
    decode(nullptr);
    auto& info = out_.info;
    if (out_.samples.empty()) fail("holds no samples; copy it again");
    info.frames = static_cast<std::int64_t>(out_.samples.size()) / info.channels;
    info.format = container_->iformat->name[0] == 'm' && container_->iformat->name[1] == 'a'
                      ? "MATROSKA"
                      : "MP4";
    require_whole();
    return std::move(out_);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw DataError(file_.string() + ": " + what);
  }

  /// What is cut off may be decoded all the same.
  void require_whole() const {
    const auto* stream = container_->streams[stream_];
    if (stream->duration <= 0) return;
    const auto said =
        static_cast<double>(stream->duration) * stream->time_base.num / stream->time_base.den;
    constexpr double kRounding = 0.2;  // some frames of a coder
    if (out_.info.seconds() + kRounding < said)
      fail("is cut off: " + seconds_text(out_.info.seconds()) + " of " + seconds_text(said) +
           " could be read; copy it again");
  }

  void decode(const AVPacket* packet) {
    if (av_.avcodec_send_packet(decoder_.get(), packet) < 0)
      fail("is damaged behind " + seconds_text(seconds()) + "; copy it again");
    for (;;) {
      const auto got = av_.avcodec_receive_frame(decoder_.get(), frame_.get());
      if (got == AVERROR(EAGAIN) || got == AVERROR_EOF) return;
      if (got < 0) fail("is damaged behind " + seconds_text(seconds()) + "; copy it again");
      add();
      av_.av_frame_unref(frame_.get());
    }
  }

  double seconds() const {
    const auto& info = out_.info;
    if (info.channels == 0) return 0.0;
    return static_cast<double>(out_.samples.size()) /
           static_cast<double>(info.channels * info.sample_rate);
  }

  void add() {
    const auto channels = frame_->ch_layout.nb_channels;
    auto& info = out_.info;
    if (!converter_) {
      info.sample_rate = frame_->sample_rate;
      info.channels = channels;
      SwrContext* made = nullptr;
      const auto status = av_.swr_alloc_set_opts2(
          &made, &frame_->ch_layout, AV_SAMPLE_FMT_FLT, frame_->sample_rate, &frame_->ch_layout,
          static_cast<AVSampleFormat>(frame_->format), frame_->sample_rate, 0, nullptr);
      converter_.reset(made);
      if (status < 0 || av_.swr_init(made) < 0) cannot_read_movie(file_);
    }
    if (frame_->sample_rate != info.sample_rate || channels != info.channels)
      fail("changes its rate or channels within; convert it to wav");
    const auto before = out_.samples.size();
    const auto size =
        static_cast<std::size_t>(frame_->nb_samples) * static_cast<std::size_t>(channels);
    if (before + size > kMostSamples)
      fail("is too long to be decoded as one piece; convert it to wav");
    out_.samples.resize(before + size);
    auto* to = reinterpret_cast<std::uint8_t*>(out_.samples.data() + before);
    const auto made = av_.swr_convert(converter_.get(), &to, frame_->nb_samples,
                                      const_cast<const std::uint8_t**>(frame_->extended_data),
                                      frame_->nb_samples);
    if (made != frame_->nb_samples) cannot_read_movie(file_);
  }

  const Libav& av_;
  std::filesystem::path file_;
  Owned<AVFormatContext> container_;
  Owned<AVCodecContext> decoder_;
  Owned<AVPacket> packet_;
  Owned<AVFrame> frame_;
  Owned<SwrContext> converter_;
  int stream_ = -1;
  Movie out_;
};

}  // namespace

bool reads_movies() { return Libav::get() != nullptr; }

Movie read_movie(const std::filesystem::path& file) {
  const auto* av = Libav::get();
  if (av == nullptr) cannot_read_movie(file);
  return Reader(*av, file).read();
}

}  // namespace serhost::audio
