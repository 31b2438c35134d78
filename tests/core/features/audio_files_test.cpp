// Which files a command is to hear, from arguments and a list.
#include "features/audio_files.hpp"

#include <gmock/gmock.h>

#include "base/files.hpp"
#include "base/temporary_folder.hpp"

namespace serhost::features {
namespace {

TEST(AudioFiles, OfAListThatNamesNoneAreAFault) {
  const TemporaryFolder folder("audio-files");
  for (const char* text : {"", "\n \n"}) {
    replace_file(folder.path() / "l.txt", text);
    Faults faults;
    EXPECT_TRUE(audio_files({}, folder.path() / "l.txt", KeyRule::stem, faults).empty());
    EXPECT_EQ(faults.exit(), Exit::missing);
    EXPECT_THAT(faults.text(), testing::HasSubstr("l.txt: lists no audio file"));
  }
}

}  // namespace
}  // namespace serhost::features
