// serhost weights: what it prints and makes, and how it ends.
#include <ATen/ops/ones.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <serhost/weights/safetensors.hpp>

#include "end_to_end/process.hpp"

using end_to_end::Scratch;

namespace {

std::string tiny(const char* name = "tiny_hubert.pt") {
  return (end_to_end::environment_path("SERHOST_SOURCE_DIR") / "tests/golden/weights/torch" / name)
      .string();
}

}  // namespace

TEST(WeightsShow, SaysWhatAFileHolds) {
  const Scratch scratch("weights-show");
  const auto shown = end_to_end::serhost({"weights", "show", tiny()}, scratch.path());
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
  const auto json = nlohmann::json::parse(
      end_to_end::serhost({"weights", "show", tiny(), "--json"}, scratch.path()).out);
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
      end_to_end::serhost({"weights", "show", tiny("state_zip.pt"), "--json"}, scratch.path()).out);
  EXPECT_TRUE(json["family"].is_null());
  EXPECT_EQ(json["tensors"].size(), 17u);
}

TEST(WeightsConvert, MakesADirectoryThatCanBeShownAgain) {
  const Scratch scratch("weights-convert");
  const auto made =
      end_to_end::serhost({"weights", "convert", tiny(), "--out", "out"}, scratch.path());
  EXPECT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(made.out, "out: 48 tensors, a model of the family hubert\n");
  const auto json = nlohmann::json::parse(
      end_to_end::serhost({"weights", "show", "out", "--json"}, scratch.path()).out);
  EXPECT_EQ(json["format"], "Hugging Face directory");
  EXPECT_EQ(json["layout"], "Hugging Face");
  EXPECT_EQ(json["parameters"], 363);
  EXPECT_EQ(
      end_to_end::serhost({"weights", "convert", tiny(), "--out", "out"}, scratch.path()).status,
      73);
}

TEST(Weights, EndAsDocumented) {
  const Scratch scratch("weights-faults");
  scratch.write("cut.pt", end_to_end::slurp(tiny()).substr(0, 3000));
  scratch.write("empty/config.json", "{}");
  EXPECT_EQ(end_to_end::serhost({"weights", "show", "absent"}, scratch.path()).status, 66);
  EXPECT_EQ(end_to_end::serhost({"weights", "show", "empty"}, scratch.path()).status, 66);
  const auto cut = end_to_end::serhost({"weights", "show", "cut.pt"}, scratch.path());
  EXPECT_EQ(cut.status, 65);
  EXPECT_NE(cut.err.find("cut.pt: byte "), std::string::npos) << cut.err;
  EXPECT_EQ(end_to_end::serhost({"weights", "convert", tiny()}, scratch.path()).status, 64);
  EXPECT_EQ(end_to_end::serhost({"weights", "shwo", tiny()}, scratch.path()).status, 64);
  EXPECT_EQ(end_to_end::serhost({"weights", "show", tiny(), "--out", "x"}, scratch.path()).status,
            64);
}

TEST(WeightsShow, KnowsTheFamiliesOfOtherPeoplesPlugins) {
  const Scratch scratch("weights-own-family");
  const auto folder = scratch.path() / "model";
  std::filesystem::create_directory(folder);
  std::ofstream(folder / "config.json") << R"({"dim": 12})";
  serhost::weights::write_safetensors(
      folder / "model.safetensors",
      {{"net.blocks.0.mix.weight", at::ones({2, 3})}, {"net.head.bias", at::ones({4})}});
  const auto show = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"weights", "show", folder.string(), "--json"});
    const auto shown = end_to_end::serhost(more, scratch.path());
    EXPECT_EQ(shown.status, 0) << shown.err;
    return nlohmann::json::parse(shown.out);
  };
  EXPECT_TRUE(show({})["family"].is_null());
  const auto json = show({"--plugin-path", SERHOST_OWN_FAMILY_FOLDER});
  EXPECT_EQ(json["family"], "own_family");
  EXPECT_EQ(json["layout"], "a lab's own");
  EXPECT_EQ(json["config"]["width"], 12);
  EXPECT_EQ(json["parameters"], 6);
  EXPECT_EQ(json["tensors"][0]["model_name"], "layers.0.mix.weight");
  EXPECT_EQ(json["tensors"][1]["extra"], true);
}

TEST(WeightsConvert, WritesTheNamesOfOtherPeoplesPlugins) {
  const Scratch scratch("weights-convert-own");
  const auto file = scratch.path() / "a.safetensors";
  serhost::weights::write_safetensors(file, {{"net.blocks.3.mix.weight", at::ones({2})}});
  const auto made = end_to_end::serhost({"weights", "convert", file.string(), "--out", "to",
                                         "--json", "--plugin-path", SERHOST_OWN_FAMILY_FOLDER},
                                        scratch.path());
  ASSERT_EQ(made.status, 0) << made.err;
  EXPECT_EQ(nlohmann::json::parse(made.out)["family"], "own_family");
  const auto written =
      serhost::weights::read_safetensors(scratch.path() / "to" / "model.safetensors");
  EXPECT_TRUE(written.contains("layers.3.mix.weight"));
}
