#include <ATen/ops/equal.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/tensor.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <limits>
#include <serhost/features.hpp>
#include <serhost/testing.hpp>
#include <serhost/weights/safetensors.hpp>
#include <utility>

namespace {

namespace fs = std::filesystem;

class PrecomputedFeatures : public testing::Test {
 protected:
  PrecomputedFeatures()
      : folder_(fs::temp_directory_path() / ("serhost_precomputed_" + std::to_string(::getpid()))) {
    fs::create_directories(folder_);
  }
  ~PrecomputedFeatures() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  /// `values` as an npy file of version 1.
  fs::path write_npy(const std::string& name, const std::string& shape,
                     const std::vector<float>& values, const std::string& order = "False",
                     const std::string& type = "<f4") const {
    std::string header =
        "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    header.resize(118 - 1, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00\x76\x00", 10);  // 118 bytes of header
    bytes += header;
    bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float));
    return write(name, bytes);
  }
  std::shared_ptr<serhost::Backbone> make(const fs::path& features,
                                          std::vector<std::string> more = {}) const {
    more.push_back("features=" + features.string());
    return serhost::testing::make_backbone("precomputed", more);
  }
  static at::Tensor read(const serhost::Backbone& backbone, const std::string& key) {
    serhost::Utterance utterance;
    utterance.key = key;
    return dynamic_cast<const serhost::ReadsFeatures&>(backbone).read(utterance);
  }
  template <class Action>
  static std::string message_of(const Action& action) {
    try {
      action();
    } catch (const std::exception& error) { return error.what(); }
    return "";
  }
  fs::path folder_;
};

const at::Tensor kFrames = at::tensor({1.0F, 2.0F, 3.0F, 4.0F}).reshape({2, 2});

TEST_F(PrecomputedFeatures, OfASafetensorsFileAreFramesOrAVectorByStemOrWholeKey) {
  const auto file = folder_ / "f.safetensors";
  serhost::weights::write_safetensors(
      file, {{"a", kFrames}, {"b", kFrames[1]}, {"deep/c.wav", kFrames.to(at::kHalf)}});
  const auto by_stem = make(file), by_path = make(file, {"key=path"});
  EXPECT_EQ(by_stem->width(), 2);
  EXPECT_TRUE(at::equal(read(*by_stem, "angry/a.wav"), kFrames));
  EXPECT_TRUE(at::equal(read(*by_stem, "b"), kFrames.narrow(0, 1, 1))) << "a vector is one frame";
  EXPECT_TRUE(at::equal(read(*by_path, "deep/c.wav"), kFrames));
  EXPECT_FALSE(read(*by_path, "angry/a.wav").defined());
  EXPECT_FALSE(read(*by_stem, "none").defined());
}

TEST_F(PrecomputedFeatures, OfTwoClipsWithOneStemAreAnErrorThatNamesBoth) {
  const auto file = folder_ / "f.safetensors";
  serhost::weights::write_safetensors(file, {{"a", kFrames}});
  const auto backbone = make(file);
  read(*backbone, "one/a.wav");
  read(*backbone, "one/a.wav");
  EXPECT_THAT(message_of([&] { read(*backbone, "two/a.wav"); }),
              testing::AllOf(testing::HasSubstr("one/a.wav"), testing::HasSubstr("two/a.wav"),
                             testing::HasSubstr("key = \"path\"")));
}

TEST_F(PrecomputedFeatures, ThatAreNoNumbersAreToldWithTheirFile) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const float endless = std::numeric_limits<float>::infinity();
  write_npy("f/a.npy", "(2, 2)", {1, 2, 3, 4});
  const auto nan = write_npy("f/b.npy", "(2, 2)", {1, none, 3, 4});
  const auto infinite = write_npy("f/c.npy", "(2,)", {1, endless});
  const auto backbone = make(folder_ / "f");
  EXPECT_TRUE(read(*backbone, "a").defined());
  for (const auto& [key, file] : {std::pair{"b", nan}, {"c", infinite}}) {
    EXPECT_THAT(message_of([&, key = key] { read(*backbone, key); }),
                testing::HasSubstr(file.string() + ": the features of '" + key + "' hold values"));
  }
}

TEST_F(PrecomputedFeatures, AreFoundInEitherFormOfUnicode) {
  const std::string joined = "Zo\xc3\xa9", apart = "Zoe\xcc\x81";  // é in one or two characters
  write_npy("nfd/" + apart + ".npy", "(2, 2)", {1, 2, 3, 4});
  write_npy("nfc/" + joined + ".npy", "(2, 2)", {1, 2, 3, 4});
  serhost::weights::write_safetensors(folder_ / "nfd.safetensors", {{apart, kFrames}});
  write_npy("one.npy", "(2, 2)", {1, 2, 3, 4});
  write("one.lengths", "2\n");
  write("one.emo", apart + "\tneu\n");
  for (const auto* file : {"nfd", "nfc", "nfd.safetensors", "one.npy"}) {
    for (const auto& key : {joined, apart})
      EXPECT_TRUE(at::equal(read(*make(folder_ / file), key), kFrames)) << file << ", " << key;
  }
}

TEST_F(PrecomputedFeatures, OfAllLayersNeedOneToBeChosen) {
  const auto file = folder_ / "f.safetensors";
  serhost::weights::write_safetensors(file, {{"a", at::stack({kFrames, kFrames * 2})}});
  EXPECT_TRUE(at::equal(read(*make(file, {"layer=1"}), "a"), kFrames * 2));
  EXPECT_THAT(message_of([&] { make(file); }), testing::HasSubstr("layer = N"));
  EXPECT_THAT(message_of([&] { make(file, {"layer=2"}); }),
              testing::HasSubstr("layers 0 to 1, not 2"));
}

TEST_F(PrecomputedFeatures, OfAFolderLieInOneNpyFileAClip) {
  write_npy("f/a.npy", "(2, 2)", {1, 2, 3, 4});
  write_npy("f/deep/b.wav.npy", "(2,)", {5, 6});
  const auto by_stem = make(folder_ / "f"), by_path = make(folder_ / "f", {"key=path"});
  EXPECT_TRUE(at::equal(read(*by_stem, "x/a.wav"), kFrames));
  EXPECT_TRUE(at::equal(read(*by_path, "deep/b.wav"), at::tensor({5.0F, 6.0F}).unsqueeze(0)));
  EXPECT_TRUE(at::equal(read(*by_path, "a.wav"), kFrames)) << "the extension may be replaced";
  EXPECT_FALSE(read(*by_path, "../f/a").defined()) << "never outside of the folder";
}

TEST_F(PrecomputedFeatures, OfEmotion2vecsReleaseAreCutFromOneArray) {
  const auto file = write_npy("train.npy", "(3, 2)", {1, 2, 3, 4, 5, 6});
  write("train.lengths", "2\n1\n");
  write("train.emo", "Ses01F_impro01_F000\tneu\nSes01F_impro01_F001\tang\n");
  const auto backbone = make(file);
  EXPECT_TRUE(at::equal(read(*backbone, "Ses01F_impro01_F000"), kFrames));
  EXPECT_TRUE(
      at::equal(read(*backbone, "Ses01F_impro01_F001"), at::tensor({5.0F, 6.0F}).unsqueeze(0)));
  write("train.lengths", "2\n2\n");
  EXPECT_THAT(
      message_of([&] { make(file); }),
      testing::HasSubstr("train.lengths:2: found '2', but must be a count of frames; 1 are left"));
  write("train.lengths", "2\n");
  EXPECT_THAT(message_of([&] { make(file); }), testing::HasSubstr("has 2 lines"));
  fs::remove(folder_ / "train.emo");
  EXPECT_THAT(message_of([&] { make(file); }), testing::HasSubstr("train.emo: is missing"));
}

TEST_F(PrecomputedFeatures, ThatAreDamagedAreToldWithTheirFile) {
  EXPECT_THAT(message_of([&] { make(folder_); }), testing::HasSubstr("holds no features"));
  EXPECT_THAT(message_of([&] { serhost::testing::make_backbone("precomputed"); }),
              testing::HasSubstr("features is missing"));
  const auto with = [&](const fs::path& file) {
    write("train.lengths", "1\n");
    write("train.emo", "a\tneu\n");
    return message_of([&] { make(file); });
  };
  EXPECT_THAT(with(write("train.npy", "not numpy at all")),
              testing::HasSubstr("does not begin as one"));
  EXPECT_THAT(with(write_npy("train.npy", "(2, 2)", {1, 2, 3})),
              testing::HasSubstr("needs 16 bytes, but 12 follow"));
  EXPECT_THAT(with(write_npy("train.npy", "(1, 2)", {1, 2}, "True")),
              testing::HasSubstr("Fortran order"));
  EXPECT_THAT(with(write_npy("train.npy", "(1, 2)", {1, 2}, "False", "<i4")),
              testing::HasSubstr("'<i4'"));
  EXPECT_THAT(with(write_npy("train.npy", "(9223372036854775807, 9223372036854775807)", {1})),
              testing::HasSubstr("overflows"));
}

}  // namespace
