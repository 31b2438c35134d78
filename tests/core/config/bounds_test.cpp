// Text without an end: too many faults, and pipes.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <thread>

#include "config/document.hpp"
#include "fixture.hpp"

namespace serhost::config {
namespace {

using testing::kSmall;
using ConfigBounds = testing::InFolder;
using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST_F(ConfigBounds, TheFirstFiftyFaultsAreToldAndTheOthersCounted) {
  auto text = kSmall + "[train]\n";
  for (int i = 0; i < 70; ++i) text += "k" + std::to_string(i) + " = 1\n";
  write("many.toml", text);
  const auto told = faults_of("many.toml");
  EXPECT_THAT(told, EndsWith("\nand 20 more"));
  EXPECT_EQ(std::count(told.begin(), told.end(), '\n'), 50);
}

TEST_F(ConfigBounds, AFaultThatDecidesTheExitStatusIsNeverLeftOut) {
  auto text = "[dataset]\nplugin = \"synthetic\"\nroot = \"nowhere\"\n" +
              kSmall.substr(kSmall.find("[backbone]"));
  text = "a = 1\n" + text;
  for (int i = 0; i < 60; ++i)
    text = "k" + std::to_string(i) + " = 1\n" + text;  // before the path that does not exist
  write("many.toml", text);
  EXPECT_THAT(faults_of("many.toml"), HasSubstr("nowhere"));
}

TEST_F(ConfigBounds, APipeIsReadToItsEnd) {
  ASSERT_EQ(::mkfifo("pipe.toml", 0600), 0);
  const int writer =
      ::open("pipe.toml", O_RDWR | O_CLOEXEC);  // so that there is a writer before anybody reads
  ASSERT_GE(writer, 0);
  std::thread writing([&] {
    for (const char c : kSmall) EXPECT_EQ(::write(writer, &c, 1), 1);
    for (int unread = 1; unread > 0 && ::ioctl(writer, FIONREAD, &unread) == 0;)
      std::this_thread::yield();
    ::close(writer);
  });
  std::string text;
  EXPECT_NO_THROW(read_toml("pipe.toml", &text));
  writing.join();
  EXPECT_EQ(text, kSmall);
}

TEST_F(ConfigBounds, APipeThatNobodyWritesToIsNotWaitedFor) {
  ASSERT_EQ(::mkfifo("pipe.toml", 0600), 0);
  EXPECT_EQ(faults_of("pipe.toml"), "pipe.toml: is a pipe without a writer");
}

}  // namespace
}  // namespace serhost::config
