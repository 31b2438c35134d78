#include "weights/torch_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "golden.hpp"

using namespace serhost;
using namespace serhost::weights;
using testing::ElementsAre;
using testing::HasSubstr;

namespace {

std::string torch_refusal(const std::filesystem::path& file) {
  try {
    read_torch_file(file);
    return "";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::damaged);
    EXPECT_THAT(fault.what(), HasSubstr(file.string() + ": "));
    return fault.what();
  }
}

std::string torch_refusal(const std::string& bytes) {
  try {
    read_torch_file(Mapping::of_bytes(bytes), "a.pt");
    return "";
  } catch (const Error& fault) {
    EXPECT_EQ(fault.exit(), Exit::damaged);
    return fault.what();
  }
}

std::vector<std::string> names(const StoredTensors& tensors) {
  std::vector<std::string> out;
  for (const auto& [name, tensor] : tensors) out.push_back(name);
  return out;
}

}  // namespace

TEST(ATorchFile, OfFairseqHasItsWeightsTeacherAndArguments) {
  const auto file = read_torch_file(golden("torch/fairseq_args.pt"));
  EXPECT_THAT(names(file.tensors),
              ElementsAre("_ema.encoder.weight", "encoder.bias", "encoder.weight"));
  EXPECT_EQ(file.tensors.at("encoder.weight").shape, (std::vector<std::int64_t>{2, 2}));
  EXPECT_EQ(file.config.boolean("normalize"), true);
  EXPECT_EQ(file.config.integer("encoder_layers"), 2);
  EXPECT_EQ(file.config.text("conv_feature_layers"), "[(4,10,5)] + [(4,3,2)] * 2");
  EXPECT_EQ(file.config.real("dropout"), 0.1);
  EXPECT_EQ(file.config.shown("layers"), "[1,null]");
}

TEST(ATorchFile, OfFairseqMayHoldAnOmegaconf) {
  const auto config = read_torch_file(golden("torch/fairseq_omegaconf.pt")).config;
  EXPECT_EQ(config.table("task").boolean("normalize"), true);
  EXPECT_EQ(config.table("model").integer("encoder_layers"), 2);
  EXPECT_EQ(config.table("model").text("width"), "${task.width}");
  EXPECT_EQ(config.table("model").shown("layers"), "[1,null]");
}

TEST(ATorchFile, OfDataParallelLosesItsPrefixAndEnumsStandForTheirValue) {
  const auto file = read_torch_file(golden("torch/data_parallel.pt"));
  EXPECT_THAT(names(file.tensors), ElementsAre("encoder.bias", "encoder.weight"));
  EXPECT_EQ(file.config.text("extractor_mode"), "layer_norm");
}

TEST(ATorchFile, ThatHoldsSomethingElseIsRefusedByName) {
  EXPECT_THAT(torch_refusal(golden("torch/whole_module.pt")),
              HasSubstr("an object of 'torch.nn.modules.linear.Linear'; save the state_dict()"));
  EXPECT_THAT(torch_refusal(golden("torch/script.pt")), HasSubstr("holds a TorchScript program"));
  EXPECT_THAT(
      torch_refusal(golden("torch/complex.pt")),
      HasSubstr("tensor 'weight': elements of type 'torch.ComplexFloatStorage' are not supported"));
  EXPECT_THAT(torch_refusal(golden("torch/sparse.pt")),
              HasSubstr("tensor 'weight': a tensor made by 'torch._utils._rebuild_sparse_tensor'"));
  EXPECT_THAT(torch_refusal(golden("torch/expanded.pt")),
              HasSubstr("[1000, 1000] has more elements than its storage, which holds 1"));
}

TEST(ATorchFile, ThatIsCompressedIsRefused) {
  auto bytes = bytes_of(golden("torch/state_zip.pt"));
  bytes[bytes.find("PK\x01\x02") + 10] = 8;
  EXPECT_THAT(torch_refusal(bytes),
              HasSubstr("entry 'state_zip/data.pkl' is compressed or encrypted"));
}

TEST(ATorchFile, CutShortAnywhereIsRefused) {
  for (const auto* name : {"torch/state_zip.pt", "torch/state_legacy.pt"}) {
    const auto bytes = bytes_of(golden(name));
    for (std::size_t size = 0; size < bytes.size(); ++size)
      EXPECT_NE(torch_refusal(bytes.substr(0, size)), "") << name << " cut to " << size;
  }
}

TEST(ATorchFile, WithAnyByteChangedIsReadWithinTheFileOrRefused) {
  for (const auto* name : {"torch/fairseq_args.pt", "torch/data_parallel.pt"}) {
    const auto bytes = bytes_of(golden(name));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      auto changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 0x41);
      try {
        for (const auto& [tensor, stored] :
             read_torch_file(Mapping::of_bytes(changed), "a.pt").tensors) {
          EXPECT_LE(stored.begin + stored.extent, bytes.size())
              << name << " byte " << at << " tensor " << tensor;
        }
      } catch (const Error& fault) { EXPECT_EQ(fault.exit(), Exit::damaged) << fault.what(); }
    }
  }
}
