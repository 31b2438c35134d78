// A written model is what is read back; damaged bytes are refused, and never read beyond their end.
#include <gmock/gmock.h>

#include <cstring>
#include <functional>

#include "base/error.hpp"
#include "core/onnx/small_model.hpp"
#include "onnx/outside.hpp"
#include "onnx/read.hpp"
#include "onnx/write.hpp"

namespace serhost::onnx {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fault_of(const std::function<void()>& work) {
  try {
    work();
    return "no error";
  } catch (const Error& fault) { return fault.what(); }
}

TEST(OnnxFile, HoldsWhatWasWritten) {
  const auto model = testing::small_model();
  const auto bytes = written(model);
  const auto read = parsed(bytes);
  EXPECT_NO_THROW(require_sound(read));
  EXPECT_EQ(read.name, "small");
  EXPECT_EQ(read.producer, "a test");
  EXPECT_EQ(read.producer_version, "1");
  EXPECT_EQ(read.meaning, "nothing");
  EXPECT_EQ(read.metadata, model.metadata);
  EXPECT_EQ(read.inputs, model.inputs);
  EXPECT_EQ(read.outputs, model.outputs);
  ASSERT_EQ(read.nodes.size(), model.nodes.size());
  for (std::size_t i = 0; i < read.nodes.size(); ++i) {
    EXPECT_EQ(read.nodes[i].name, model.nodes[i].name);
    EXPECT_EQ(read.nodes[i].operation, model.nodes[i].operation);
    EXPECT_EQ(read.nodes[i].inputs, model.nodes[i].inputs);
    EXPECT_EQ(read.nodes[i].outputs, model.nodes[i].outputs);
    EXPECT_EQ(read.nodes[i].attributes, model.nodes[i].attributes);
  }
  ASSERT_EQ(read.constants.size(), 1u);
  EXPECT_EQ(read.constants[0].type, Type::f32);
  EXPECT_THAT(read.constants[0].shape, ElementsAre(1, 2));
  EXPECT_EQ(std::memcmp(read.constants[0].data.get(), model.constants[0].data.get(), 8), 0);
}

TEST(OnnxFile, EveryKindOfAttributeIsKept) {
  Builder builder;
  const auto x = builder.input({"x", Type::f32, {"n"}, ""});
  const Attributes all = {{"real", 0.5},
                          {"whole", std::int64_t{-3}},
                          {"text", std::string("reflect")},
                          {"list", std::vector<std::int64_t>{0, -1, 1LL << 40}}};
  builder.output({"y", Type::f32, {"n"}, ""}, builder.add("Pad", {x}, all, 1).front());
  EXPECT_EQ(parsed(written(builder.model())).nodes.at(0).attributes, all);
}

TEST(OnnxFile, BeginsAsTheFormatSays) {
  const auto bytes = written(testing::small_model());
  // Field 1 of ModelProto, a varint: ir_version 8; field 2, a text: the producer.
  EXPECT_TRUE(
      bytes.starts_with("\x08\x08\x12\x06"
                        "a test"));
  // Field 8, a message of 4 bytes: the default domain, and version 17.
  EXPECT_THAT(bytes, HasSubstr(std::string("\x42\x04\x0a\x00\x10\x11", 6)));
}

/// A model with a constant of 2000 bytes, one of 1500, and a small one.
Model larger_model() {
  Builder builder;
  const auto x = builder.input({"x", Type::f32, {"500"}, ""});
  std::vector<float> many(500);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = static_cast<float>(i);
  const auto a = builder.constant(Type::f32, {500}, testing::held(many)),
             b = builder.constant(Type::f32, {375}, testing::held(std::vector<float>(375, 2.0F))),
             c = builder.constant(Type::f32, {1}, testing::held<float>({3.0F}));
  const auto sum =
      builder.add("Add", {builder.add("Add", {x, a}, {}, 1).front(), c}, {}, 1).front();
  builder.output({"y", Type::f32, {"n"}, ""}, builder.add("Concat", {sum, b}, {}, 1).front());
  return builder.model();
}

TEST(OnnxFile, LargerConstantsMayLieInAFileOfTheirOwn) {
  const auto model = larger_model();
  const auto outside = outside_of(model);
  ASSERT_EQ(outside.size(), 2u);
  EXPECT_EQ(outside[0].offset, 0);
  EXPECT_EQ(outside[1].offset, kOutsideAlignment);
  std::string data;
  write_outside(outside, [&](const void* bytes, std::size_t count) {
    data.append(static_cast<const char*>(bytes), count);
  });
  EXPECT_EQ(data.size(), static_cast<std::size_t>(kOutsideAlignment) + 1500u);

  const auto bytes = written(model, "m.onnx.data");
  EXPECT_LT(bytes.size(), 1500u);
  EXPECT_THAT(bytes, HasSubstr("m.onnx.data"));
  const auto from = [&](std::int64_t offset, std::int64_t length) -> const void* {
    const bool there = static_cast<std::size_t>(offset + length) <= data.size();
    return there ? data.data() + offset : nullptr;
  };
  const auto read = parsed(bytes, from);
  EXPECT_NO_THROW(require_sound(read));
  ASSERT_EQ(read.constants.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& meant = model.constants[i];
    EXPECT_EQ(read.constants[i].shape, meant.shape);
    EXPECT_EQ(std::memcmp(read.constants[i].data.get(), meant.data.get(),
                          static_cast<std::size_t>(meant.bytes())),
              0);
  }
  EXPECT_THAT(fault_of([&] { parsed(bytes); }), HasSubstr("is in another file"));
  data.resize(4000);
  EXPECT_THAT(fault_of([&] { parsed(bytes, from); }), HasSubstr("which has not got it"));
}

TEST(OnnxFile, DamageIsRefusedOrHarmless) {
  const auto bytes = written(testing::small_model());
  int refused = 0;
  for (std::size_t end = 0; end < bytes.size(); ++end) {
    try {
      parsed(std::string(bytes, 0, end));
    } catch (const Error& fault) {
      EXPECT_EQ(fault.exit(), Exit::damaged);
      ++refused;
    }
  }
  EXPECT_GT(refused, static_cast<int>(bytes.size() * 8 / 10));
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    for (const unsigned flip : {0x01U, 0x80U, 0x07U}) {
      auto other = bytes;
      other[at] = static_cast<char>(static_cast<unsigned char>(other[at]) ^ flip);
      try {
        require_sound(parsed(other));
      } catch (const Error& fault) { EXPECT_EQ(fault.exit(), Exit::damaged); }
    }
  }
}

TEST(OnnxFile, ConstantsMustHaveTheBytesOfTheirShape) {
  auto model = testing::small_model();
  const auto bytes = written(model);
  const auto at = bytes.find("constant_0", bytes.rfind("two numbers"));
  ASSERT_NE(at, std::string::npos);
  // dims 1, 2 stand before type and name: tag, value; tag, value; tag, value; tag, length
  auto wrong = bytes;
  wrong[at - 5] = 3;
  EXPECT_THAT(fault_of([&] { parsed(wrong); }), HasSubstr("constant_0 has 8 bytes"));
  wrong[at - 5] = 0;
  EXPECT_THAT(fault_of([&] { parsed(wrong); }), HasSubstr("constant_0 has 8 bytes"));
  EXPECT_NO_THROW(parsed(bytes));
}

TEST(OnnxFile, UnsoundGraphsAreNamed) {
  const auto fault = [](const std::function<void(Model&)>& change) {
    auto model = testing::small_model();
    change(model);
    return fault_of([&] { require_sound(model); });
  };
  EXPECT_EQ(fault([](Model&) {}), "no error");
  EXPECT_THAT(fault([](Model& m) { std::swap(m.nodes[0], m.nodes[1]); }),
              HasSubstr("which nothing gives before it"));
  EXPECT_THAT(fault([](Model& m) { m.nodes[1].outputs = m.nodes[0].outputs; }), HasSubstr("twice"));
  EXPECT_THAT(fault([](Model& m) { m.nodes.pop_back(); }), HasSubstr("the output y"));
  EXPECT_THAT(fault([](Model& m) { m.outputs.clear(); }), HasSubstr("no output"));
}

TEST(OnnxFile, WhatOneFileCannotHoldIsRefused) {
  auto model = testing::small_model();
  model.constants[0].shape = {1LL << 15, 1LL << 14};  // 2 GiB, of which nothing is read
  EXPECT_FALSE(fits_one_file(model));
  EXPECT_THAT(fault_of([&] { written(model); }), HasSubstr("2048 MiB of weights"));
  EXPECT_LT(written(model, "weights").size(), 4096u) << "they lie beside it";
}

}  // namespace
}  // namespace serhost::onnx
