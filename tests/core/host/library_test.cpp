#include "host/library.hpp"

#include <gtest/gtest.h>

using serhost::host::explain_link_error;

namespace {

std::string boost_says(const std::string& linker) {
  return "boost::dll::shared_library::load() failed (dlerror system message: " + linker +
         "): Bad file descriptor";
}

}  // namespace

TEST(LinkError, OfAMissingSymbolIsDemangled) {
  EXPECT_EQ(explain_link_error(
                boost_says("/p/x.so: undefined symbol: _ZN7serhost12crop_silenceERKN2at6TensorE"),
                "/p/x.so"),
            "needs serhost::crop_silence(at::Tensor const&), which this host does not have; "
            "rebuild it here: serhost build <folder>");
}

TEST(LinkError, OfAMissingLibraryNamesIt) {
  EXPECT_EQ(
      explain_link_error(
          boost_says("libfoo.so.1: cannot open shared object file: No such file or directory"),
          "/p/x.so"),
      "needs the library libfoo.so.1, which was not found; install it, or add its folder to "
      "LD_LIBRARY_PATH");
}

TEST(LinkError, OfANewerSystemLibraryNamesTheVersion) {
  EXPECT_EQ(
      explain_link_error(
          boost_says(
              "/lib/libstdc++.so.6: version `GLIBCXX_3.4.99' not found (required by /p/x.so)"),
          "/p/x.so"),
      "needs version GLIBCXX_3.4.99 of a system library, which this machine does not have; rebuild "
      "it here: serhost build <folder>");
}

TEST(LinkError, OfAnyOtherKindIsTheLinkersOwnWordsWithoutTheWrapping) {
  EXPECT_EQ(explain_link_error(boost_says("/p/x.so: file too short"), "/p/x.so"),
            "could not be loaded: file too short");
}
