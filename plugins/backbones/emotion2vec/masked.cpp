// Rows of a pre-training: clips of which some frames are seen, each row by itself.
#include "masked.hpp"

#include <ATen/ops/cat.h>

#include <sstream>
#include <stdexcept>

namespace emotion2vec {

namespace nn = serhost::nn;

namespace {

/// Each row its clip's frames.
nn::Packed rows_of(const serhost::Sequence& local, const std::vector<std::int64_t>& clips) {
  const auto lengths = nn::to_lengths(local.lengths);
  std::vector<at::Tensor> rows;
  nn::Packed out;
  for (const auto clip : clips) {
    const auto frames = lengths.at(static_cast<std::size_t>(clip));
    rows.push_back(local.values.select(0, clip).narrow(0, 0, frames));
    out.lengths.push_back(frames);
  }
  out.values = at::cat(rows);
  return out;
}

}  // namespace

serhost::EncodedRows Encoder::encode(const serhost::Sequence& local,
                                     const serhost::MaskedRows& rows, serhost::Step& step) {
  if (!rows.drop)
    throw std::invalid_argument("emotion2vec has no vector for hidden frames, and leaves them out");
  std::vector<at::Tensor> places;
  for (const auto& frames : rows.kept) places.push_back(frames.to(at::kFloat));
  auto x = rows_of(local, rows.clips);
  x = rows.kept.empty() ? place(x, step) : place_kept(x, rows.kept, step);
  serhost::EncodedRows out;
  for (std::size_t i = 0; i < blocks(); ++i) {
    at::Tensor target;
    const bool wanted = rows.levels && i >= static_cast<std::size_t>(options_.prenet);
    x = run_block(i, x, step, places, wanted ? &target : nullptr);
    if (wanted) out.levels.push_back(nn::pad(frames_of(x.with(target))));
  }
  out.frames = nn::pad(frames_of(x));
  if (options_.tokens > 0) out.tokens = tokens_of(x);
  return out;
}

std::string published_config(const EncoderOptions& options) {
  std::ostringstream out;
  out << "{\n"
      << "  \"model_type\": \"data2vec2\",\n"
      << "  \"depth\": " << options.depth << ",\n"
      << "  \"embed_dim\": " << options.block.width << ",\n"
      << "  \"num_heads\": " << options.block.heads << ",\n"
      << "  \"norm_eps\": " << options.block.epsilon << ",\n"
      << "  \"encoder_dropout\": " << options.block.dropout << ",\n"
      << "  \"attention_dropout\": " << options.block.attention_dropout << ",\n"
      << "  \"activation_dropout\": " << options.block.activation_dropout << ",\n"
      << "  \"post_mlp_drop\": " << options.block.post_mlp_dropout << ",\n"
      << "  \"task\": {\"normalize\": " << (options.normalize ? "true" : "false") << "},\n"
      << "  \"layerdrop\": " << options.layer_drop << ",\n"
      << "  \"modalities\": {\"audio\": {\n"
      << "    \"prenet_depth\": " << options.prenet << ",\n"
      << "    \"num_extra_tokens\": " << options.tokens << ",\n"
      << "    \"prenet_dropout\": " << options.prenet_dropout << ",\n"
      << "    \"prenet_layerdrop\": " << options.prenet_layer_drop << "\n"
      << "  }}\n"
      << "}\n";
  return out.str();
}

}  // namespace emotion2vec
