// Linked, where the program loads: a test may take its time to begin.
#include "encoded_movie.hpp"

#include <stdexcept>

#ifdef SERHOST_LIBAV
extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
}

#include <algorithm>

namespace serhost::audio {
namespace {

void require(bool right) {
  if (!right) throw std::runtime_error("libav could not encode a test's audio");
}

void drain(AVFormatContext* to, AVCodecContext* coder, AVStream* stream, AVPacket* packet) {
  while (avcodec_receive_packet(coder, packet) >= 0) {
    av_packet_rescale_ts(packet, coder->time_base, stream->time_base);
    packet->stream_index = stream->index;
    require(av_interleaved_write_frame(to, packet) >= 0);
  }
}

}  // namespace

bool can_encode() { return avcodec_find_encoder(AV_CODEC_ID_AAC) != nullptr; }

void encode(const std::filesystem::path& file, const std::vector<float>& samples, int rate) {
  const auto url = "file:" + file.string();
  AVFormatContext* to = nullptr;
  require(avformat_alloc_output_context2(&to, nullptr, nullptr, url.c_str()) >= 0);
  const auto* codec = avcodec_find_encoder(AV_CODEC_ID_AAC);
  auto* coder = avcodec_alloc_context3(codec);
  coder->sample_rate = rate;
  coder->sample_fmt = AV_SAMPLE_FMT_FLTP;
  coder->bit_rate = 96000;
  coder->time_base = {1, rate};
  av_channel_layout_default(&coder->ch_layout, 1);
  if ((to->oformat->flags & AVFMT_GLOBALHEADER) != 0) coder->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  require(avcodec_open2(coder, codec, nullptr) >= 0);
  auto* stream = avformat_new_stream(to, nullptr);
  stream->time_base = coder->time_base;
  avcodec_parameters_from_context(stream->codecpar, coder);
  require(avio_open(&to->pb, url.c_str(), AVIO_FLAG_WRITE) >= 0);
  require(avformat_write_header(to, nullptr) >= 0);
  auto* packet = av_packet_alloc();
  const auto block = static_cast<std::size_t>(coder->frame_size);
  for (std::size_t begin = 0; begin < samples.size(); begin += block) {
    auto* frame = av_frame_alloc();
    frame->format = AV_SAMPLE_FMT_FLTP;
    frame->nb_samples = static_cast<int>(std::min(block, samples.size() - begin));
    frame->sample_rate = rate;
    av_channel_layout_default(&frame->ch_layout, 1);
    require(av_frame_get_buffer(frame, 0) >= 0);
    std::copy_n(samples.data() + begin, frame->nb_samples,
                reinterpret_cast<float*>(frame->data[0]));
    frame->pts = static_cast<std::int64_t>(begin);
    require(avcodec_send_frame(coder, frame) >= 0);
    drain(to, coder, stream, packet);
    av_frame_free(&frame);
  }
  require(avcodec_send_frame(coder, nullptr) >= 0);
  drain(to, coder, stream, packet);
  require(av_write_trailer(to) >= 0);
  av_packet_free(&packet);
  avcodec_free_context(&coder);
  avio_closep(&to->pb);
  avformat_free_context(to);
}

}  // namespace serhost::audio
#else
namespace serhost::audio {

bool can_encode() { return false; }
void encode(const std::filesystem::path&, const std::vector<float>&, int) {
  throw std::logic_error("libav is not here");
}

}  // namespace serhost::audio
#endif
