// serhost weights: what it prints and makes, and how it ends.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;
using end_to_end::serhost;

namespace {

std::string tiny(const char* name = "tiny_hubert.pt") {
  return (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "tests/golden/weights/torch" / name)
      .string();
}

}  // namespace

TEST(WeightsShow, SaysWhatAFileHolds) {
  const Scratch scratch("weights-show");
  const auto shown = serhost({"weights", "show", tiny()}, scratch.path());
  EXPECT_EQ(shown.status, 0) << shown.err;
  EXPECT_NE(shown.out.find("family      hubert, named as fairseq does\n"), std::string::npos)
      << shown.out;
  EXPECT_NE(shown.out.find("parameters  379 in 48 tensors; 363 without 3 extras\n"),
            std::string::npos)
      << shown.out;
  EXPECT_NE(shown.out.find("label_embs_concat  (extra)\n"), std::string::npos);
  EXPECT_NE(shown.out.find("num_hidden_layers                2\n"), std::string::npos);
}

TEST(WeightsShow, GivesTheSameAsJson) {
  const Scratch scratch("weights-json");
  const auto json =
      nlohmann::json::parse(serhost({"weights", "show", tiny(), "--json"}, scratch.path()).out);
  EXPECT_EQ(json["family"], "hubert");
  EXPECT_EQ(json["layout"], "fairseq");
  EXPECT_EQ(json["format"], "PyTorch file");
  EXPECT_EQ(json["config"]["feat_extract_norm"], "group");
  EXPECT_EQ(json["preprocessor"]["do_normalize"], true);
  ASSERT_EQ(json["tensors"].size(), 48u);
  const auto& first = json["tensors"][0];
  EXPECT_EQ(first["name"], "encoder.layer_norm.bias");
  EXPECT_EQ(first["model_name"], "encoder.layer_norm.bias");
  EXPECT_EQ(first["dtype"], "F32");
  EXPECT_EQ(first["shape"], nlohmann::json({4}));
  EXPECT_EQ(first["bytes"], 16);
  EXPECT_EQ(first["extra"], false);
}

TEST(WeightsShow, ReadsAFileOfNoKnownFamily) {
  const Scratch scratch("weights-other");
  const auto json = nlohmann::json::parse(
      serhost({"weights", "show", tiny("state_zip.pt"), "--json"}, scratch.path()).out);
  EXPECT_TRUE(json["family"].is_null());
  EXPECT_EQ(json["tensors"].size(), 17u);
}

TEST(WeightsConvert, MakesADirectoryThatCanBeShownAgain) {
  const Scratch scratch("weights-convert");
  const auto made = serhost({"weights", "convert", tiny(), "--out", "out"}, scratch.path());
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, "out: 48 tensors, a model of the family hubert\n");
  const auto json =
      nlohmann::json::parse(serhost({"weights", "show", "out", "--json"}, scratch.path()).out);
  EXPECT_EQ(json["format"], "Hugging Face directory");
  EXPECT_EQ(json["layout"], "Hugging Face");
  EXPECT_EQ(json["parameters"], 363);
  EXPECT_EQ(serhost({"weights", "convert", tiny(), "--out", "out"}, scratch.path()).status, 73);
}

TEST(Weights, EndAsDocumented) {
  const Scratch scratch("weights-faults");
  scratch.write("cut.pt", end_to_end::slurp(tiny()).substr(0, 3000));
  scratch.write("empty/config.json", "{}");
  EXPECT_EQ(serhost({"weights", "show", "absent"}, scratch.path()).status, 66);
  EXPECT_EQ(serhost({"weights", "show", "empty"}, scratch.path()).status, 66);
  const auto cut = serhost({"weights", "show", "cut.pt"}, scratch.path());
  EXPECT_EQ(cut.status, 65);
  EXPECT_NE(cut.err.find("cut.pt: byte "), std::string::npos) << cut.err;
  EXPECT_EQ(serhost({"weights", "convert", tiny()}, scratch.path()).status, 64);
  EXPECT_EQ(serhost({"weights", "shwo", tiny()}, scratch.path()).status, 64);
  EXPECT_EQ(serhost({"weights", "show", tiny(), "--out", "x"}, scratch.path()).status, 64);
}
