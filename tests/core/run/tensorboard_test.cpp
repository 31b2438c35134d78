#include "run/tensorboard.hpp"

#include <gtest/gtest.h>

#include "core/run/sample.hpp"

using namespace serhost;
using namespace serhost::run;

namespace {

std::string hex(std::string_view bytes) {
  std::string out;
  for (const char byte : bytes) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += kDigits[static_cast<unsigned char>(byte) >> 4];
    out += kDigits[static_cast<unsigned char>(byte) & 15];
  }
  return out;
}

}  // namespace

TEST(Crc32c, HasTheValuesOfTheStandard) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);              // the check value of CRC-32C
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);    // RFC 3720, B.4
  EXPECT_EQ(crc32c(std::string(32, '\xff')), 0x62A8AB43u);  // RFC 3720, B.4
  EXPECT_EQ(crc32c(""), 0u);
}

TEST(TfRecord, FramesLengthAndContentWithMaskedCrcs) {
  // The bytes that TensorBoard's own writer gives for this content.
  EXPECT_EQ(hex(tf_record("abc")), "0300000000000000b099490e6162636e57f121");
}

TEST(VersionEvent, HoldsTimeAndVersion) {
  // 09: field 1, eight bytes; 1.5 is 3ff8000000000000; 1a 0d: field 3, 13 bytes.
  const auto record = version_event(1.5);
  EXPECT_EQ(hex(record.substr(12, record.size() - 16)),
            "09000000000000f83f"
            "1a0d" +
                hex("brain.Event:2"));
}

TEST(ScalarEvent, HoldsStepTagAndValue) {
  // 10 ac02: field 2, 300 as a varint. 2a 0a: field 5, 10 bytes: one value of 8: 0a 01 'a' (tag),
  // 15 (field 2, four bytes) 0.5f.
  const auto record = scalar_event(0.0, 300, {{"a", 0.5}});
  EXPECT_EQ(hex(record.substr(12, record.size() - 16)),
            "090000000000000000"
            "10ac02"
            "2a0a"
            "0a08"
            "0a0161"
            "150000003f");
}

TEST(EventFile, HasAVersionAndARecordAnEpoch) {
  const auto file = event_file(100.0, {sample::epoch(1, 1, 1), sample::epoch(1, 1, 2)});
  EXPECT_EQ(file, version_event(97.5) + epoch_event(97.5, sample::epoch(1, 1, 1)) +
                      epoch_event(100.0, sample::epoch(1, 1, 2)));
  EXPECT_NE(file.find("train/loss"), std::string::npos);
  EXPECT_NE(file.find("val/ua"), std::string::npos);
}

TEST(HparamsEvent, HoldsNumbersTruthAndTextsUnderTheirKeys) {
  // Values of google.protobuf.Value: 11 (field 2, eight bytes) 0.5; 20 01 (field 4) true; 1a 01 'b'
  // (field 3).
  const auto record = hparams_event(0.0, {{"a", "0.5"}, {"t", "true"}, {"z", "b"}}, "g");
  const auto text = hex(record);
  EXPECT_NE(text.find("0a0e"
                      "0a0161"
                      "1209"
                      "11000000000000e03f"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("0a07"
                      "0a0174"
                      "1202"
                      "2001"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("0a08"
                      "0a017a"
                      "1203"
                      "1a0162"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("220167"
                      "290000000000000000"),
            std::string::npos)
      << text;  // group_name, start_time_secs
  EXPECT_NE(record.find("_hparams_/session_start_info"), std::string::npos);
  EXPECT_EQ(event_file(1.0, {}, record), version_event(1.0) + record);
}

TEST(TextEvent, HoldsAStringTensorForTheTextPlugin) {
  // 0a 01 'a': tag. 42 0c: tensor (field 8): 08 07 a string; 12 04 12 02 08 01 of one dimension of
  // size 1; 42 02 "hi". 4a 08: metadata (field 9): 0a 06 plugin_data: 0a 04 "text".
  const auto record = text_event(0.0, "a", "hi");
  EXPECT_EQ(hex(record.substr(12, record.size() - 16)),
            "090000000000000000"
            "2a1d"
            "0a1b"
            "0a0161"
            "420c"
            "0807"
            "120412020801"
            "42026869"
            "4a08"
            "0a06"
            "0a04" +
                hex("text"));
}

TEST(ImageEvent, HoldsThePngAndItsSize) {
  const std::string png = std::string("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", 16) +
                          std::string("\0\0\0\3\0\0\1\0", 8) + "rest";  // 3 wide, 256 high
  const auto record = image_event(0.0, "a", png);
  // 22: image (field 4): 08 8002 height 256, 10 03 width, 18 03 RGB, 22 the bytes.
  EXPECT_NE(hex(record).find("0a0161"
                             "2225"
                             "088002"
                             "1003"
                             "1803"
                             "221c" +
                             hex(png)),
            std::string::npos)
      << hex(record);
}

TEST(ExperimentEvent, ShowsTheTextAsCode) {
  EXPECT_EQ(experiment_event(2.0, "a = 1"), text_event(2.0, "experiment", "```toml\na = 1\n```\n"));
  EXPECT_EQ(experiment_event(2.0, "a = 1\n"), experiment_event(2.0, "a = 1"));
}
