#include <ATen/ops/arange.h>
#include <ATen/ops/equal.h>
#include <ATen/ops/randn.h>
#include <ATen/ops/tensor.h>
#include <ATen/ops/zeros.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <serhost/weights/safetensors.hpp>

#include "base/error.hpp"
#include "base/files.hpp"

namespace fs = std::filesystem;
using namespace serhost;
using namespace serhost::weights;

class SafetensorsFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) / ("serhost-weights-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    make_directory(folder_);
    file_ = folder_ / "a.safetensors";
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// A file with this header, its true length, and this data.
  void write(const std::string& header, const std::string& data) {
    write(header.size(), header, data);
  }
  void write(std::uint64_t length, const std::string& header, const std::string& data) {
    std::ofstream out(file_, std::ios::binary);
    out.write(reinterpret_cast<const char*>(&length), 8);
    out << header << data;
  }
  std::string refusal() {
    try {
      read_safetensors(file_);
      return "";
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), Exit::damaged);
      return fault.what();
    }
  }

  fs::path folder_, file_;
};

TEST_F(SafetensorsFile, GivesBackWhatWasWritten) {
  Tensors tensors;
  for (const auto dtype : {at::kDouble, at::kFloat, at::kHalf, at::kBFloat16, at::kLong, at::kInt,
                           at::kShort, at::kChar, at::kByte, at::kBool}) {
    tensors[c10::toString(dtype)] = at::randn({3, 5}).mul(3).abs().to(dtype);
  }
  tensors["scalar"] = at::tensor(2.5);
  tensors["empty"] = at::zeros({0, 4});
  tensors["a view"] = at::arange(12, at::kFloat).view({3, 4}).t();
  write_safetensors(file_, tensors, {{"made by", "a test"}, {"ü", "\"quoted\"\n"}});
  const auto read = open_safetensors(file_);
  ASSERT_EQ(read.tensors.size(), tensors.size());
  for (const auto& [name, tensor] : tensors) {
    EXPECT_EQ(read.tensors.at(name).scalar_type(), tensor.scalar_type()) << name;
    EXPECT_TRUE(at::equal(read.tensors.at(name), tensor)) << name;
  }
  EXPECT_EQ(read.metadata.at("ü"), "\"quoted\"\n");
}

TEST_F(SafetensorsFile, HasTheSameBytesEveryTimeAndLeavesNoTemporaryFile) {
  const Tensors tensors = {{"b", at::arange(3, at::kShort)}, {"a", at::arange(5, at::kFloat)}};
  write_safetensors(file_, tensors, {{"k", "v"}});
  const auto first = read_file(file_);
  write_safetensors(file_, tensors, {{"k", "v"}});
  EXPECT_EQ(read_file(file_), first);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

TEST_F(SafetensorsFile, CanBeReplacedWhileItsTensorsAreInUse) {
  write_safetensors(file_, {{"a", at::arange(4, at::kFloat)}});
  const auto old = read_safetensors(file_).at("a");
  write_safetensors(file_, {{"a", at::zeros({4})}});
  EXPECT_TRUE(at::equal(old, at::arange(4, at::kFloat)));
}

TEST_F(SafetensorsFile, IsLeftAloneByWritesToItsTensors) {
  write_safetensors(file_, {{"a", at::arange(4, at::kFloat)}});
  read_safetensors(file_).at("a").zero_();
  EXPECT_TRUE(at::equal(read_safetensors(file_).at("a"), at::arange(4, at::kFloat)));
}

TEST_F(SafetensorsFile, ThatIsMissingOrAFolderIsNamed) {
  EXPECT_THROW(read_safetensors(file_), Error);
  EXPECT_THROW(read_safetensors(folder_), Error);
}

TEST_F(SafetensorsFile, ThatIsTooShortIsRefused) {
  std::ofstream(file_) << "";
  EXPECT_THAT(refusal(), testing::HasSubstr("shorter than the 8 bytes"));
  std::ofstream(file_) << "seven b";
  EXPECT_THAT(refusal(), testing::HasSubstr("shorter than the 8 bytes"));
}

TEST_F(SafetensorsFile, WhoseHeaderIsLongerThanTheFileIsRefused) {
  write(3, "{}", "");
  EXPECT_THAT(refusal(), testing::HasSubstr("3 bytes, but 2 bytes follow"));
  write(~std::uint64_t{0}, "{}", "");
  EXPECT_THAT(refusal(), testing::HasSubstr("but 2 bytes follow"));
}

TEST_F(SafetensorsFile, OfUnalignedDataIsRead) {
  // A header of 57 bytes puts the data at byte 65.
  const std::string header = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}   )";
  ASSERT_EQ((8 + header.size()) % 4, 1u);
  const float values[2] = {1.5f, -2.0f};
  write(header, std::string(reinterpret_cast<const char*>(values), 8));
  EXPECT_TRUE(at::equal(read_safetensors(file_).at("a"), at::tensor({1.5f, -2.0f})));
}

TEST_F(SafetensorsFile, WithABooleanThatIsNeitherIsRefused) {
  write(R"({"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}})", std::string("\x01\x02", 2));
  EXPECT_THAT(refusal(), testing::HasSubstr("neither 0 nor 1"));
}

TEST_F(SafetensorsFile, CutAtAnyByteIsRefused) {
  write_safetensors(file_, {{"a", at::arange(4, at::kFloat)}, {"b", at::arange(3, at::kByte)}});
  const auto whole = read_file(file_);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    std::ofstream(file_, std::ios::binary) << whole.substr(0, length);
    EXPECT_NE(refusal(), "") << length;
  }
}

TEST_F(SafetensorsFile, CannotHoldADtypeWithoutAName) {
  EXPECT_THROW(write_safetensors(file_, {{"a", at::zeros({1}, at::kComplexFloat)}}),
               std::invalid_argument);
  EXPECT_FALSE(fs::exists(file_));
}

TEST_F(SafetensorsFile, InAMissingFolderIsAnInputOutputError) {
  try {
    write_safetensors(folder_ / "none" / "a.safetensors", {});
    FAIL();
  } catch (const Error& error) { EXPECT_EQ(error.exit(), Exit::io); }
}

// Made with safetensors 0.8 for Python, see tests/golden/weights/make_golden.py.
TEST(SafetensorsOfPython, AreReadEqual) {
  const auto* source = std::getenv("SERHOST_SOURCE_DIR");
  ASSERT_NE(source, nullptr);
  const auto read = open_safetensors(fs::path(source) / "tests/golden/weights/python.safetensors");
  ASSERT_EQ(read.tensors.size(), 5u);
  EXPECT_TRUE(at::equal(read.tensors.at("matrix"), at::arange(6, at::kFloat).view({2, 3}).div(4)));
  EXPECT_TRUE(at::equal(read.tensors.at("half"), at::tensor({0.5, -1.0}).to(at::kHalf)));
  EXPECT_TRUE(at::equal(read.tensors.at("whole"), at::tensor({-1, 1 << 20}, at::kLong)));
  EXPECT_TRUE(at::equal(read.tensors.at("flags"), at::tensor({1, 0, 1}).to(at::kBool)));
  EXPECT_TRUE(at::equal(read.tensors.at("bytes"), at::tensor({0, 255}).to(at::kByte)));
  EXPECT_EQ(read.metadata.at("format"), "np");
}
