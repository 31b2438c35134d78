// Checkpoints in all their forms, against the values that PyTorch wrote beside them.
#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/full.h>
#include <ATen/ops/ones.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <serhost/weights/checkpoint.hpp>

#include "base/error.hpp"
#include "base/files.hpp"
#include "core/host/temporary.hpp"
#include "golden.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::weights;
using serhost::host::Temporary;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string checkpoint_refusal(const fs::path& path, Exit exit) {
  try {
    Checkpoint::open(path);
    return "";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), exit) << fault.what();
    return fault.what();
  }
}

void expect_equal(const Checkpoint& checkpoint, const Tensors& expected) {
  ASSERT_EQ(checkpoint.tensors().size(), expected.size());
  for (const auto& [name, tensor] : expected) {
    const auto own = checkpoint.tensor(name);
    EXPECT_EQ(own.scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(at::equal(own, tensor)) << name;
    EXPECT_EQ(checkpoint.tensors().at(name).shape, tensor.sizes()) << name;
    EXPECT_EQ(checkpoint.tensors().at(name).bytes, tensor.nbytes()) << name;
  }
}

}  // namespace

TEST(ACheckpoint, OfPytorchHoldsWhatPytorchWrote) {
  const auto expected = read_safetensors(golden("torch/state.safetensors"));
  ASSERT_EQ(expected.size(), 17u);
  for (const auto* name : {"torch/state_zip.pt", "torch/state_protocol5.pt",
                           "torch/state_legacy.pt", "torch/state.safetensors"}) {
    SCOPED_TRACE(name);
    expect_equal(Checkpoint::open(golden(name)), expected);
  }
}

TEST(ACheckpoint, KeepsViewsAndLeavesTheFileAlone) {
  const auto file = golden("torch/state_zip.pt");
  const auto before = bytes_of(file);
  const auto checkpoint = Checkpoint::open(file);
  const auto whole = checkpoint.tensor("shared.whole"), row = checkpoint.tensor("shared.row");
  EXPECT_EQ(row.const_data_ptr<float>(),
            whole.const_data_ptr<float>() + 12);  // row 2 of [4, 6]: no copy
  EXPECT_EQ(checkpoint.tensor("shared.transposed").strides(), (std::vector<std::int64_t>{1, 6}));
  whole.fill_(-1.0);
  EXPECT_EQ(bytes_of(file), before);
}

TEST(ACheckpoint, InAHuggingFaceDirectoryHasItsConfigs) {
  const Temporary folder;
  write_safetensors(folder.path() / "model.safetensors", {{"a", at::ones({2})}});
  replace_file(folder.path() / "config.json", R"({"model_type": "hubert"})");
  replace_file(folder.path() / "preprocessor_config.json", R"({"do_normalize": true})");
  for (const auto& path : {folder.path(), folder.path() / "model.safetensors"}) {
    const auto checkpoint = Checkpoint::open(path);
    EXPECT_EQ(checkpoint.config().text("model_type"), "hubert");
    EXPECT_EQ(checkpoint.preprocessor().boolean("do_normalize"), true);
    EXPECT_THAT(checkpoint.files(), ElementsAre(folder.path() / "model.safetensors"));
  }
  EXPECT_EQ(Checkpoint::open(folder.path()).format(), "Hugging Face directory");
}

TEST(ACheckpoint, InSeveralFilesIsOne) {
  const Temporary folder;
  write_safetensors(folder.path() / "1.safetensors", {{"a", at::ones({2})}});
  write_safetensors(folder.path() / "2.safetensors", {{"b", at::full({3}, 2.0)}});
  const auto index = folder.path() / "model.safetensors.index.json";
  replace_file(index, R"({"weight_map": {"a": "1.safetensors", "b": "2.safetensors"}})");
  expect_equal(Checkpoint::open(folder.path()), {{"a", at::ones({2})}, {"b", at::full({3}, 2.0)}});
  replace_file(index, R"({"weight_map": {"a": "2.safetensors", "c": "2.safetensors"}})");
  EXPECT_EQ(checkpoint_refusal(folder.path(), Exit::damaged),
            index.string() +
                ": in the index, but not in their files: 'a' of 2.safetensors, 'c' of "
                "2.safetensors; in the files, but not in the index: 'b' of 2.safetensors");
  replace_file(index, R"({"weight_map": {"a": "3.safetensors"}})");
  EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::missing), HasSubstr("3.safetensors"));
}

TEST(ACheckpoint, InADirectoryOfOnePtFileIsThatFile) {
  const Temporary folder;
  fs::copy(golden("torch/data_parallel.pt"), folder.path() / "base.pt");
  EXPECT_EQ(Checkpoint::open(folder.path()).tensors().size(), 2u);
  fs::copy(golden("torch/data_parallel.pt"), folder.path() / "large.pt");
  EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::missing),
              HasSubstr("holds no weights; expected model.safetensors"));
}

TEST(ACheckpoint, ThatIsNoneIsRefusedWithAReason) {
  const Temporary folder;
  EXPECT_THAT(checkpoint_refusal(folder.path() / "absent", Exit::missing),
              HasSubstr("there is no such file or folder"));
  EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::missing), HasSubstr("holds no weights"));
  const auto file = folder.path() / "model.safetensors";
  replace_file(file, "version https://git-lfs.github.com/spec/v1\noid sha256:0\n");
  EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::damaged),
              HasSubstr("is a pointer of git LFS"));
  replace_file(file, "");
  EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::damaged),
              HasSubstr("not a sound safetensors file"));
  replace_file(file, "{\"a\": 1}");
  EXPECT_THAT(checkpoint_refusal(file, Exit::damaged), HasSubstr("is JSON, but no checkpoint"));
}

TEST(ACheckpoint, TakesTheExtractorOfAProcessorConfigFirst) {
  const Temporary folder;
  write_safetensors(folder.path() / "model.safetensors", {{"a", at::ones({2})}});
  replace_file(folder.path() / "preprocessor_config.json", R"({"do_normalize": true})");
  const auto says = [&] { return Checkpoint::open(folder.path()).preprocessor(); };
  replace_file(folder.path() / "processor_config.json", R"({"processor_class": "Own"})");
  EXPECT_EQ(says().boolean("do_normalize"), true) << "as older ones have it: without an extractor";
  replace_file(folder.path() / "processor_config.json",
               R"({"feature_extractor": {"do_normalize": false}})");
  EXPECT_EQ(says().boolean("do_normalize"), false);
  EXPECT_THAT(says().file(), testing::EndsWith("/processor_config.json"));
}

TEST(ACheckpoint, OfTheHubsCacheIsTheSnapshotOfItsMainBranch) {
  const Temporary folder;
  const auto model = folder.path() / "models--org--name";
  for (const auto* name : {"aaa", "bbb"}) {
    fs::create_directories(model / "snapshots" / name);
    write_safetensors(model / "snapshots" / name / "model.safetensors", {{name, at::ones({2})}});
  }
  fs::create_directories(model / "refs");
  EXPECT_THAT(checkpoint_refusal(model, Exit::missing),
              HasSubstr("with several snapshots; give one of them: aaa, bbb in "));
  replace_file(model / "refs/main", "bbb");
  for (const auto& path : {model, model / "snapshots"})
    EXPECT_TRUE(Checkpoint::open(path).tensors().contains("bbb"));
  fs::remove(model / "refs/main");
  fs::remove_all(model / "snapshots/bbb");
  EXPECT_TRUE(Checkpoint::open(model).tensors().contains("aaa"));
  fs::remove_all(model / "snapshots/aaa");
  EXPECT_THAT(checkpoint_refusal(model, Exit::missing), HasSubstr("without a snapshot"));
}

TEST(ACheckpoint, ThatIsAnotherKindOfFileIsToldWhatItIs) {
  using namespace std::string_literals;
  const Temporary folder;
  const auto file = folder.path() / "model.pt";
  for (const auto& [bytes, what] : std::vector<std::pair<std::string, std::string>>{
           {bytes_of(golden("../published/page.pt")), "is an HTML page"},
           {"\n <HTML><head>", "is an HTML page"},
           {"<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>",
            "is an XML document"},
           {"\x1f\x8b\x08\0\0\0\0\0\0"s, "is compressed with gzip"},
           {"GGUF\x03\0\0\0\0\0"s, "is a gguf file"},
           {"\x89HDF\r\n\x1a\n\0\0"s, "is an HDF5 file of TensorFlow or Keras"},
           {"\x08\x07\x12\x07pytorch\x1a"s, "is an ONNX model"},
           {"\x81\xa6params\x82\xa7"
            "encoder"s,
            "is a msgpack file of Flax"},
           {"\x1c\0\0\0TFL3\0\0\0\0"s, "is a model of TensorFlow Lite"},
           {"Not found, sorry.\n", "is a text that begins with 'Not found, sorry.?'"}}) {
    replace_file(file, bytes);
    EXPECT_THAT(checkpoint_refusal(file, Exit::damaged), HasSubstr(file.string() + ": " + what));
  }
}

TEST(ACheckpoint, OfAnotherLibraryInAFolderIsToldWhatItIs) {
  for (const auto& [file, what] : std::vector<std::pair<std::string, std::string>>{
           {"adapter_config.json", "holds an adapter of PEFT of 'org/base', not a model; merge it"},
           {"tf_model.h5", "holds weights of TensorFlow (tf_model.h5) alone"},
           {"flax_model.msgpack", "holds weights of Flax (flax_model.msgpack) alone"},
           {"model-q4.gguf", "holds a gguf file"},
           {"encoder.onnx", "holds an ONNX model (encoder.onnx)"},
           {"model.bin", "holds a model of CTranslate2"}}) {
    const Temporary folder;
    replace_file(folder.path() / "config.json", "{}");
    replace_file(folder.path() / file, R"({"base_model_name_or_path": "org/base"})");
    EXPECT_THAT(checkpoint_refusal(folder.path(), Exit::damaged), HasSubstr(what));
  }
}

TEST(ACheckpoint, ThatIsANameOfTheHubIsToldHowToFetchIt) {
  EXPECT_THAT(checkpoint_refusal("facebook/hubert-base", Exit::missing),
              HasSubstr("hf download facebook/hubert-base --local-dir models/hubert-base"));
  for (const auto* path :
       {"models/base.pt", "./facebook/hubert", "/facebook/hubert", "a/b/c", "ab"})
    EXPECT_THAT(checkpoint_refusal(path, Exit::missing), testing::Not(HasSubstr("hf download")));
}

TEST(ASkeleton, HasEverythingOfACheckpointButItsValues) {
  const Temporary folder;
  const auto original = Checkpoint::open(golden("torch/fairseq_args.pt"));
  replace_file(folder.path() / "skeleton.json", tensor_index_json(original));
  const auto skeleton = Checkpoint::open(folder.path() / "skeleton.json");
  EXPECT_TRUE(skeleton.is_tensor_index());
  EXPECT_FALSE(original.is_tensor_index());
  EXPECT_EQ(skeleton.config().json(), original.config().json());
  ASSERT_EQ(skeleton.tensors().size(), original.tensors().size());
  for (const auto& [name, info] : original.tensors()) {
    EXPECT_EQ(skeleton.tensors().at(name).shape, info.shape);
    EXPECT_EQ(skeleton.tensors().at(name).dtype, info.dtype);
  }
  EXPECT_EQ(tensor_index_json(skeleton), tensor_index_json(original));
}

TEST(ASkeleton, ThatLiesAboutAShapeIsRefused) {
  const Temporary folder;
  for (const auto* entry : {"1", R"({"dtype": "F32"})", R"({"dtype": "F33", "shape": []})",
                            R"({"dtype": "F32", "shape": [-1]})",
                            R"({"dtype": "F32", "shape": [4294967296, 4294967296]})",
                            R"({"dtype": "F32", "shape": [1.5]})"}) {
    replace_file(folder.path() / "a.json", R"({"schema": "serhost.skeleton/1", "tensors": {"a": )" +
                                               std::string(entry) + "}}");
    EXPECT_THAT(checkpoint_refusal(folder.path() / "a.json", Exit::damaged),
                HasSubstr("tensor 'a'"))
        << entry;
  }
}
