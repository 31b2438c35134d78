// An ONNX file holds what its readers need; what cannot be written is refused with every reason and
// leaves nothing behind. That it computes the same is tests/onnx's to show.
#include "app/export_onnx.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "app/trained_run.hpp"
#include "base/temporary_folder.hpp"
#include "base/text.hpp"
#include "core/app/predict_fixture.hpp"
#include "onnx/read.hpp"
#include "train/onnx_model.hpp"

namespace serhost::app {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ExportOnnxTest : public testing::FinishedRun {
 protected:
  ExportedOnnx exported(Chosen chosen = {2, 1}) {
    return export_to_onnx(
        session_, {.run = folder_ / "run", .chosen = chosen, .folder = folder_ / "out/model.onnx"},
        reports_);
  }

  std::string refusal(Exit status, Chosen chosen = {2, 1}) {
    try {
      exported(chosen);
      return "no error";
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), status) << fault.what();
      return fault.what();
    }
  }

  /// With this backbone in the place of the LSTM.
  std::vector<std::string> reasons(const std::string& backbone) {
    auto text = read_file(folder_ / "tones.toml");
    const auto at = text.find("plugin = \"lstm\"");
    replace_file(folder_ / "other.toml",
                 text.replace(at, text.find("[loss]") - at, backbone + "\n"));
    Faults faults;
    const auto prepared = prepare_experiment(session_, folder_ / "other.toml", {}, faults);
    EXPECT_EQ(faults.text(), "");
    return train::reasons_against_onnx(prepared.experiment);
  }
};

TEST_F(ExportOnnxTest, HoldsAllThatItsReadersNeed) {
  train({"train.max_seconds=2", "train.precision=\"bf16\""});
  const auto made = exported();
  EXPECT_EQ(made.model, "fold 2, seed 1");
  EXPECT_EQ(made.name, "tones");
  EXPECT_EQ(made.classes, 2u);
  EXPECT_EQ(made.opset, 17);
  const auto bytes = read_file(folder_ / "out/model.onnx");
  const auto model = onnx::parsed(bytes);
  EXPECT_NO_THROW(onnx::require_sound(model));
  EXPECT_EQ(model.nodes.size(), made.nodes);
  ASSERT_EQ(model.inputs.size(), 2u);
  EXPECT_EQ(model.inputs[0].name, "waveform");
  EXPECT_THAT(model.inputs[0].shape, ElementsAre("batch", "samples"));
  EXPECT_EQ(model.inputs[1].name, "lengths");
  EXPECT_EQ(model.inputs[1].type, onnx::Type::i64);
  ASSERT_EQ(model.outputs.size(), 2u);
  EXPECT_EQ(model.outputs[0].name, "scores");
  EXPECT_EQ(model.outputs[1].name, "probabilities");
  EXPECT_THAT(model.outputs[1].shape, ElementsAre("batch", "2"));
  EXPECT_EQ(model.producer, "serhost");
  const auto said = [&](const char* key) { return model.metadata.at(key); };
  EXPECT_EQ(said("serhost.classes"), "[\"calm\",\"tense\"]");
  EXPECT_EQ(said("serhost.sample_rate"), "16000");
  EXPECT_EQ(said("serhost.shortest_samples"), "400");
  EXPECT_THAT(said("serhost.front_end"), HasSubstr("40 MFCC of log-mel spectra"));
  EXPECT_THAT(said("serhost.front_end"), HasSubstr("zero mean and unit variance"));
  EXPECT_EQ(said("serhost.fold"), "2");
  EXPECT_EQ(said("serhost.seed"), "1");
  for (const auto* name : {"run.json", "resolved.toml"})
    EXPECT_EQ(said((std::string("serhost.") + name).c_str()), read_file(folder_ / "run" / name));
  for (const auto* part : {"the middle 2 s of longer clips", "computed in bf16"}) {
    EXPECT_THAT(said("serhost.notes"), HasSubstr(part));
    EXPECT_THAT(reports_.lines, Contains(HasSubstr(part)));
  }
}

TEST_F(ExportOnnxTest, IsRefusedBeforeAnythingIsWritten) {
  train();
  EXPECT_THAT(refusal(Exit::usage, {}), HasSubstr("fold 1, seed 1; fold 1, seed 2"));
  EXPECT_THAT(refusal(Exit::missing, {7, 1}), HasSubstr("7"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));

  fs::create_directories(folder_ / "out/model.onnx");
  EXPECT_THAT(refusal(Exit::cannot_create), HasSubstr("is a folder"));
  fs::remove_all(folder_ / "out");
  fs::create_directories(folder_ / "out");
  replace_file(folder_ / "out/model.onnx", "mine");
  EXPECT_THAT(refusal(Exit::cannot_create), HasSubstr("exists already"));
  EXPECT_EQ(read_file(folder_ / "out/model.onnx"), "mine");
  fs::remove_all(folder_ / "out");

  auto record = read_file(folder_ / "run/run.json");
  const auto at = record.find("\"finished\"");
  ASSERT_NE(at, std::string::npos);
  replace_file(folder_ / "run/run.json", record.replace(at, 10, "\"running\""));
  EXPECT_THAT(refusal(Exit::failed), HasSubstr("the run is not finished"));
  EXPECT_FALSE(fs::exists(folder_ / "out"));
}

TEST_F(ExportOnnxTest, AGraphThatComputesSomethingElseIsFound) {
  train();
  const auto registry = registry_of(session_);
  const auto trained = open_trained_run(folder_ / "run", registry, {2, 1});
  const TemporaryFolder skeletons("model");
  const auto& member = trained.members.front();
  train::PredictOptions options;
  options.device = "cpu";
  options.threads = 1;
  const train::OnnxModel model(made_from_own_files(trained, member, skeletons.path()), registry,
                               "runs/a", member.checkpoint, options);
  const auto graph = model.graph();
  EXPECT_TRUE(model.is_compared("runs/a", graph));
  const auto with = [&](const std::string& operation, const std::string& other) {
    auto changed = graph;
    const auto node = std::find_if(changed.nodes.begin(), changed.nodes.end(),
                                   [&](const auto& each) { return each.operation == operation; });
    EXPECT_NE(node, changed.nodes.end());
    node->operation = other;
    return changed;
  };
  try {
    model.is_compared("runs/a", with("Mul", "Add"));
    FAIL();
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::unavailable);
    EXPECT_THAT(fault.what(), HasSubstr("runs/a: as ONNX this model gives other probabilities"));
  }
  EXPECT_FALSE(model.is_compared("runs/a", with("Log", "Einsum")));
}

TEST_F(ExportOnnxTest, WeightsMayLieBesideTheGraph) {
  train();
  const ExportJob beside{.run = folder_ / "run",
                         .chosen = {2, 1},
                         .folder = folder_ / "out/beside.onnx",
                         .external_data = true};
  const auto made = export_to_onnx(session_, beside, reports_);
  EXPECT_EQ(made.data, folder_ / "out/beside.onnx.data");
  exported();
  const auto whole = std::filesystem::file_size(folder_ / "out/model.onnx");
  EXPECT_LT(std::filesystem::file_size(made.file) + 1024, whole);
  EXPECT_GT(std::filesystem::file_size(made.data), 1024u);
  std::filesystem::remove(made.file);
  EXPECT_THROW(export_to_onnx(session_, beside, reports_), Error) << "weights of another model";
}

TEST_F(ExportOnnxTest, EveryPartWithoutItsPieceIsNamed) {
  train();
  EXPECT_THAT(reasons("plugin = \"lstm\""), ElementsAre());
  EXPECT_THAT(reasons("plugin = \"wav2vec\""), ElementsAre());
  EXPECT_THAT(reasons("plugin = \"lstm\"\n[head]\nplugin = \"merbench\""),
              ElementsAre("the head 'merbench' cannot be written as ONNX"));
  try {
    train::require_onnx("runs/a", {"one", "another"});
    FAIL();
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::unavailable);
    EXPECT_THAT(fault.what(), HasSubstr("cannot be written as ONNX: one; another"));
    EXPECT_THAT(fault.what(), HasSubstr("serhost describe"));
  }
}

}  // namespace
}  // namespace serhost::app
