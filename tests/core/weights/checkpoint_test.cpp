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
