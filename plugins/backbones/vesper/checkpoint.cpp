// Shapes say what a student is: its files hold no config. A teacher's config is read where it has
// one, since fields of it may mean something that is not computed here.
#include "checkpoint.hpp"

#include <algorithm>
#include <serhost/weights/layouts.hpp>
#include <stdexcept>

#include "network.hpp"

namespace vesper {
namespace {

namespace weights = serhost::weights;
using serhost::nn::EncoderConfig;
using weights::EncoderWeights;

constexpr const char* kBias = "encoder.layers.0.attention.rel_attn_embed.weight";
constexpr std::string_view kLayers = "encoder.layers.";

weights::Config translated(const weights::Config& own) {
  return weights::translated_fairseq(own, "wavlm");
}

/// The names that student and teacher share.
weights::Layout released(const char* name) {
  auto layout =
      weights::fairseq_layout(&translated, "encoder.layers.{i}.self_attn.grep_linear.weight");
  layout.name = name;
  layout.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return layout;
}

const weights::Family& teachers() {
  static const weights::Family family = {
      "wavlm", {weights::hugging_face_layout("wavlm.", kBias), released("WavLM")}, {}};
  return family;
}

std::vector<std::int64_t> sizes(const EncoderWeights& file, const std::string& name,
                                std::size_t count) {
  auto out = file.shape(name);
  if (out.size() != count || std::find(out.begin(), out.end(), 0) != out.end())
    throw std::invalid_argument(file.checkpoint().path().string() + ": " + name + " must have " +
                                std::to_string(count) + " sizes above 0");
  return out;
}

EncoderConfig config_by_shapes(const EncoderWeights& file) {
  auto out = published(file.count("encoder.layers.{i}.final_layer_norm.weight"));
  const auto convolutions = file.count("feature_extractor.conv_layers.{i}.conv.weight");
  out.conv_dim.clear();
  for (std::int64_t i = 0; i < convolutions; ++i)
    out.conv_dim.push_back(
        sizes(file, "feature_extractor.conv_layers." + std::to_string(i) + ".conv.weight", 3)[0]);
  out.hidden_size = sizes(file, "feature_projection.projection.weight", 2)[0];
  out.intermediate_size =
      sizes(file, "encoder.layers.0.feed_forward.intermediate_dense.weight", 2)[0];
  const auto bias = sizes(file, kBias, 2);
  out.num_buckets = bias[0];
  out.num_attention_heads = bias[1];
  const auto positions = sizes(file, "encoder.pos_conv_embed.conv.weight_v", 3);
  out.num_conv_pos_embeddings = positions[2];
  out.num_conv_pos_embedding_groups = std::max<std::int64_t>(1, out.hidden_size / positions[1]);
  return out;
}

EncoderConfig teacher_config(const EncoderWeights& file) {
  if (file.config().empty()) return config_by_shapes(file);
  auto out = published(24);
  out.do_stable_layer_norm = false;  // the format's defaults of what a file leaves out
  out.feat_extract_norm = "group";
  out.hidden_size = 768, out.num_hidden_layers = 12, out.num_attention_heads = 12,
  out.intermediate_size = 3072;
  auto fields = serhost::nn::common_fields(out);
  serhost::nn::add_norm_fields(fields, out);
  fields.fixed("model_type", {"wavlm"})
      .reads("num_buckets", out.num_buckets, 4, 1 << 16)
      .reads("max_bucket_distance", out.max_bucket_distance, 1, 1 << 20)
      .apply(file.config());
  return out;
}

/// Layer `student` of the teacher's layer `teacher`, or "" where the student has none of it.
std::string students_name(const std::string& name, std::int64_t every) {
  if (name.starts_with("encoder.layer_norm.")) return {};
  if (!name.starts_with(kLayers)) return name;
  const auto dot = name.find('.', kLayers.size());
  const auto teacher = std::stoll(name.substr(kLayers.size(), dot - kLayers.size()));
  if (teacher % every != 0) return {};
  return std::string(kLayers) + std::to_string(teacher / every) + name.substr(dot);
}

void check_extraction(const EncoderConfig& teacher, std::int64_t layers, const std::string& where) {
  if (!teacher.do_stable_layer_norm)
    throw std::invalid_argument(where +
                                ": this WavLM has its norms behind attention; a Vesper is made of "
                                "one with norms before it, as WavLM-large");
  if (layers > teacher.num_hidden_layers || teacher.num_hidden_layers % layers != 0)
    throw std::invalid_argument(where + ": has " + std::to_string(teacher.num_hidden_layers) +
                                " layers, of which num_hidden_layers = " + std::to_string(layers) +
                                " cannot be taken at equal distances; give a divisor");
}

/// Named in full where a config promises more than the file holds.
void require_all(const EncoderConfig& config, const EncoderWeights& file) {
  auto needs = serhost::nn::needs_of(config);
  std::erase_if(needs.shapes,
                [](const auto& one) { return one.first.starts_with("encoder.layer_norm."); });
  weights::require(file, needs, file.checkpoint().path().string());
}

}  // namespace

const weights::Family& family() {
  static const weights::Family family = [] {
    auto layout = released("Vesper");
    layout.prefixes = {"vesper.", "module.vesper."};
    layout.needs_prefix = true;
    layout.config = [](const weights::Config&) { return weights::Config(); };
    for (const auto* const head :
         {"l_predictor.*", "h_predictor.*", "x_predictor.*", "module.l_predictor.*",
          "module.h_predictor.*", "module.x_predictor.*", "probe.*"})
      layout.extras.emplace_back(head);
    return weights::Family{"vesper", {layout}, {"l_predictor.*"}};
  }();
  return family;
}

Source source_of(const std::filesystem::path& path, std::optional<std::int64_t> layers) {
  const auto checkpoint = weights::Checkpoint::open(path);
  const auto where = path.string();
  bool own = false;
  for (const auto& [name, info] : checkpoint.tensors())
    own = own || name.starts_with("vesper.") || name.starts_with("module.vesper.");
  const EncoderWeights file(checkpoint, own ? family() : teachers());
  Source out;
  out.files = checkpoint.files();
  out.config = own ? config_by_shapes(file) : teacher_config(file);
  require_all(out.config, file);
  std::int64_t every = 1;
  if (own) {
    if (layers && *layers != out.config.num_hidden_layers)
      throw std::invalid_argument(where + ": has " + std::to_string(out.config.num_hidden_layers) +
                                  " layers; leave out num_hidden_layers");
  } else {
    const auto wanted = layers.value_or(4);
    check_extraction(out.config, wanted, where);
    out.teacher_layers = out.config.num_hidden_layers;
    every = out.teacher_layers / wanted;
    out.config.num_hidden_layers = wanted;
  }
  const auto& extras = file.extras();
  for (const auto& name : file.names()) {
    if (std::find(extras.begin(), extras.end(), name) != extras.end()) continue;
    if (const auto to = students_name(name, every); !to.empty())
      out.tensors.emplace(to, file.tensor(name));
  }
  return out;
}

}  // namespace vesper
