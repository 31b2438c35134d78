#include "weights/pickle.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace serhost::weights;
using testing::HasSubstr;
using namespace std::string_literals;

namespace {

std::string pickle_refusal(const std::string& bytes) {
  try {
    read_pickle(bytes);
    return "";
  } catch (const std::runtime_error& fault) { return fault.what(); }
}

}  // namespace

// Written by hand after Python's pickletools; what stands behind each text is what `pickle.loads`
// gives.
TEST(APickle, HoldsPlainValues) {
  const auto pickle = read_pickle(
      "\x80\x02(NI01\nK\x05M\x39\x30J\xfe\xff\xff\xff\x8a\x02\x00\xffG"
      "\x3f\xe0\0\0\0\0\0\0X\x02\0\0\0\xc3\xbc"s
      "C\x01\xfft."s);  // (None, True, 5, 12345, -2, -256, 0.5, "ü", b"\xff")
  const auto& items = pickle.root().items;
  ASSERT_EQ(items.size(), 9u);
  EXPECT_EQ(pickle[items[0]].kind, NodeKind::none);
  EXPECT_EQ(pickle[items[1]].kind, NodeKind::boolean);
  EXPECT_EQ(pickle[items[1]].integer, 1);
  EXPECT_EQ(pickle[items[2]].integer, 5);
  EXPECT_EQ(pickle[items[3]].integer, 12345);
  EXPECT_EQ(pickle[items[4]].integer, -2);
  EXPECT_EQ(pickle[items[5]].integer, -256);
  EXPECT_EQ(pickle[items[6]].real, 0.5);
  EXPECT_EQ(pickle[items[7]].text, "ü");
  EXPECT_EQ(pickle[items[8]].kind, NodeKind::bytes);
  EXPECT_EQ(pickle[items[8]].text, "\xff");
}

TEST(APickle, OfProtocolZeroIsReadToo) {
  const auto pickle =
      read_pickle("(dp0\nS'a\\x41\\n'\np1\n(lp2\nI7\naF-0.5\nas.");  // {"aA\n": [7, -0.5]}
  const auto list = pickle.find(pickle.root(), "aA\n");
  ASSERT_NE(list, kNoNode);
  ASSERT_EQ(pickle[list].items.size(), 2u);
  EXPECT_EQ(pickle[pickle[list].items[0]].integer, 7);
  EXPECT_EQ(pickle[pickle[list].items[1]].real, -0.5);
}

TEST(APickle, OfProtocolFourMemoizesByCount) {
  // ("x", "x") with the second by memo: FRAME, SHORT_BINUNICODE, MEMOIZE, BINGET 0
  const auto pickle = read_pickle("\x80\x04\x95\x0a\0\0\0\0\0\0\0\x8c\x01x\x94h\x00\x86."s);
  EXPECT_EQ(pickle.root().items[0], pickle.root().items[1]);
}

TEST(APickle, ExecutesNothingAndKeepsCallsByName) {
  const auto pickle = read_pickle("cos\nsystem\n(X\x08\0\0\0rm -rf /tR."s);
  EXPECT_EQ(pickle.root().kind, NodeKind::object);
  EXPECT_EQ(pickle.name(pickle.root()), "os.system");
  EXPECT_EQ(pickle[pickle[pickle.root().args].items[0]].text, "rm -rf /");
  EXPECT_EQ(pickle.described(pickle.root_id()), "an object of 'os.system'");
}

TEST(APickle, OfAnObjectKeepsItsState) {
  // argparse.Namespace(lr=1): NEWOBJ without arguments, then BUILD with a dict
  const auto pickle = read_pickle(
      "\x80\x02"
      "cargparse\nNamespace\n)\x81}X\x02\0\0\0lrK\x01sb."s);
  EXPECT_EQ(pickle.name(pickle.root()), "argparse.Namespace");
  ASSERT_NE(pickle.root().state, kNoNode);
  EXPECT_EQ(pickle[pickle.find(pickle[pickle.root().state], "lr")].integer, 1);
}

TEST(APickle, OfADictKeepsTheLastOfEqualKeys) {
  const auto pickle = read_pickle("}(X\x01\0\0\0aK\x01X\x01\0\0\0aK\x02u."s);
  EXPECT_EQ(pickle[pickle.find(pickle.root(), "a")].integer, 2);
}

TEST(APickle, MayHoldItself) {
  const auto pickle = read_pickle(
      "]q\x00h\x00"
      "a."s);  // a list whose one element is the list
  EXPECT_EQ(pickle.root().items[0], pickle.root_id());
}

TEST(APickle, OfBytesInProtocolTwoIsDecoded) {
  // _codecs.encode("é", "latin1")
  const auto pickle = read_pickle("c_codecs\nencode\n(X\x02\0\0\0\xc3\xa9X\x06\0\0\0latin1tR."s);
  EXPECT_EQ(pickle.root().kind, NodeKind::bytes);
  EXPECT_EQ(pickle.root().text, "\xe9");
  EXPECT_THAT(pickle_refusal("c_codecs\nencode\n(X\x03\0\0\0\xe2\x82\xacX\x06\0\0\0latin1tR."s),
              HasSubstr("not Latin-1"));
}

TEST(APickle, CutShortAnywhereIsRefusedWithTheByte) {
  const std::string whole =
      "\x80\x02}q\x00(X\x03\0\0\0oneK\x01X\x03\0\0\0two\x8a\x02\x01\x02"
      "cos\npath\nq\x01Nu."s;
  EXPECT_EQ(pickle_refusal(whole), "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_THAT(pickle_refusal(whole.substr(0, size)), HasSubstr("byte ")) << size;
  }
}

TEST(APickle, ThatPromisesMoreThanItHoldsIsRefused) {
  EXPECT_THAT(pickle_refusal("X\xff\xff\xff\x7f."s),
              HasSubstr("2147483647 bytes are expected, but 1 are left"));
  EXPECT_THAT(pickle_refusal("\x8e\xff\xff\xff\xff\xff\xff\xff\xff."s),
              HasSubstr("18446744073709551615 bytes"));
  EXPECT_THAT(pickle_refusal("\x8a\xff."s), HasSubstr("255 bytes"));
}

TEST(APickle, ThatIsMalformedIsRefused) {
  EXPECT_THAT(pickle_refusal("."), HasSubstr("a value is expected"));
  EXPECT_THAT(pickle_refusal("h\x05."), HasSubstr("value 5 is used, but was never kept"));
  EXPECT_THAT(pickle_refusal("K\x01t."), HasSubstr("a mark is expected"));
  EXPECT_THAT(pickle_refusal("(K\x01."), HasSubstr("left over"));
  EXPECT_THAT(pickle_refusal("}(K\x01u."), HasSubstr("a key has no value"));
  EXPECT_THAT(pickle_refusal("K\x01K\x02"
                             "a."),
              HasSubstr("only a list or a set can be appended to"));
  EXPECT_THAT(pickle_refusal("K\x01K\x02K\x03s."), HasSubstr("only a dict"));
  EXPECT_THAT(pickle_refusal("K\x01)R."), HasSubstr("only a class or a function can be called"));
  EXPECT_THAT(pickle_refusal("cos\nsystem\nK\x01R."), HasSubstr("are no tuple"));
  EXPECT_THAT(pickle_refusal("]}b."), HasSubstr("given attributes"));
  EXPECT_THAT(pickle_refusal("\x80\x06N."), HasSubstr("protocol 6 is not known"));
  EXPECT_THAT(pickle_refusal("\x82\x01."), HasSubstr("extension registry"));
  EXPECT_THAT(pickle_refusal("\x97."), HasSubstr("data outside the pickle"));
  EXPECT_THAT(pickle_refusal("\xff."), HasSubstr("opcode 255 is not known"));
  EXPECT_THAT(pickle_refusal("I1x\n."), HasSubstr("a whole number is expected"));
}

TEST(APickle, NestedAsDeepAsTheFileIsLongIsReadWithoutRecursion) {
  constexpr std::size_t kDeep = 100'000;
  const auto pickle = read_pickle(std::string(kDeep, ']') + std::string(kDeep - 1, 'a') + ".");
  EXPECT_EQ(pickle.root().items.size(), 1u);
}

TEST(APickle, ThatMakesMoreValuesThanAnyCheckpointIsRefused) {
  EXPECT_THAT(pickle_refusal("(" + std::string(kMostPickleNodes + 1, 'N') + "t."),
              HasSubstr("MiB of memory after"));
  EXPECT_THAT(pickle_refusal(std::string(kMostPickleNodes + 1, '(') + "N."),
              HasSubstr("more than 1000000 values"));
  EXPECT_THAT(pickle_refusal("N" + std::string(kMostPickleNodes + 1, '2') + "."),
              HasSubstr("more than 1000000 values"));
}

TEST(APickle, WhoseClassesAreNamedByRecalledTextsIsBoundedByWhatTheNamesTake) {
  // A megabyte of text stands for module and name of a class, 20,000 times: 40 GB of names.
  std::string text = "\x80\x04X\x40\x42\x0f\x00"s + std::string(1'000'000, 'a') +
                     "\x94"
                     "0"s;
  for (int i = 0; i < 20'000; ++i)
    text +=
        "h\x00h\x00\x93"
        "0"s;
  EXPECT_THAT(pickle_refusal(text + "N."), HasSubstr("copies itself over and over"));
}

TEST(APickle, NeedsNoMoreMemoryThanAMultipleOfItsSize) {
  // Every opcode of one byte that keeps something, a million times.
  for (const auto* opcode : {"N", "]", "N\x94"}) {
    std::string text = "N";
    for (std::size_t i = 0; i < kMostPickleNodes; ++i) text += opcode;
    EXPECT_THAT(pickle_refusal(text + "."),
                ::testing::AnyOf(HasSubstr("MiB of memory after"), HasSubstr("1000000 values")))
        << opcode;
  }
}

TEST(APickle, ThatCopiesItselfOverAndOverIsRefused) {
  // A million bytes of text, turned into bytes 68 times.
  std::string text = "X\x40\x42\x0f\x00"s + std::string(1'000'000, 'a') +
                     "q\x00"
                     "0c_codecs\nencode\nq\x01"
                     "0"s;
  for (int i = 0; i < 68; ++i) text += "h\x01(h\x00h\x00tR0"s;
  EXPECT_THAT(pickle_refusal(text + "N."), HasSubstr("copies itself over and over"));
}
