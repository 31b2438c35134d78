// The texts by which LibTorch says that memory has run out.
#include "base/memory_fault.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <algorithm>
#include <new>

namespace serhost {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(MemoryFault, IsKnownByItsText) {
  for (const char* text :
       {"[enforce fail at alloc_cpu.cpp:124] err == 0. DefaultCPUAllocator: can't allocate memory: "
        "you tried to allocate 4000 bytes.",
        "CUDA out of memory. Tried to allocate 2.00 GiB.", std::bad_alloc().what(),
        "mmap failed: Cannot allocate memory"})
    EXPECT_TRUE(means_out_of_memory(text)) << text;
  EXPECT_FALSE(means_out_of_memory("sizes differ"));
}

TEST(MemoryFault, IsAskedForWhereALibraryDoesNotSay) {
  constexpr const char* kSays = "could not create a primitive";
  EXPECT_FALSE(means_out_of_memory(kSays));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
  rlimit tight = before;
  tight.rlim_cur = std::min<rlim_t>(before.rlim_max, rlim_t{64} << 20);
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &tight), 0);
  const bool short_of_it = means_out_of_memory(kSays);
  ASSERT_EQ(::setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_TRUE(short_of_it);
}

TEST(MemoryFault, NamesTheKeysThatDecideHowMuchIsNeeded) {
  EXPECT_THAT(out_of_memory("CUDA out of memory.\nframe #0"),
              AllOf(HasSubstr("not enough memory: CUDA out of memory.;"),
                    HasSubstr("train.batch_size"), HasSubstr("train.max_seconds")));
}

}  // namespace
}  // namespace serhost
