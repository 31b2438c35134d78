// Families that only these tests have: `sample` and `twin` read the same names, `stranger` others.
#pragma once

#include <serhost/weights/layouts.hpp>

namespace sample_families {

using namespace serhost::weights;

inline Config translated(const Config& own) { return translated_fairseq(own, "sample"); }

inline std::vector<Layout> layouts(std::string_view prefix) {
  auto fairseq = fairseq_layout(&translated, "encoder.pos_conv.0.weight_v");
  fairseq.rules.push_back({"encoder.pos_conv.0.{p}", "encoder.pos_conv_embed.conv.{p}"});
  return {hugging_face_layout(prefix, "encoder.pos_conv_embed.conv.*"), fairseq};
}

inline const Family& sample() {
  static const Family family = {"sample", layouts("sample.")};
  return family;
}

/// Has a sign of its own.
inline const Family& twin() {
  static const Family family = {"twin", layouts("twin."), {"quantizer.*"}};
  return family;
}

/// Names one tensor as older files do, without a leading dimension.
inline const Family& stranger() {
  static const Family family = {"stranger",
                                {{.name = "Hugging Face",
                                  .mark = "layers.{i}.self_attn.q_proj.weight",
                                  .prefixes = {"model.encoder."},
                                  .extras = {"decoder.*"},
                                  .may_lack_lead = {"layers.{i}.scale"}}}};
  return family;
}

}  // namespace sample_families
