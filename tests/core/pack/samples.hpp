// A small valid pack, and the reason for which something is refused.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "pack/pack.hpp"

namespace serhost::pack::samples {

inline Manifest manifest() {
  Manifest out;
  out.name = "focal_plus";
  out.version = "0.1.0";
  out.summary = "focal loss and more";
  out.authors = {"Ada Author <ada@example.org>"};
  out.license = "MIT";
  out.api = "2.0";
  out.libtorch = "2.13.0";
  out.components = {{"loss",
                     "focal_plus",
                     "more of focal",
                     {{"beta", "real", "0.1", "0 or more", "how much more"}}}};
  return out;
}

inline std::vector<File> sources() {
  return {{"CMakeLists.txt", false, "project(focal_plus)\n"},
          {"LICENSE", false, "MIT\n"},
          {"focal_plus.cpp", false, "int main() {}\n"},
          {"tools/make.sh", true, "#!/bin/sh\n"}};
}

/// What refuses `work`, with exit status 77; "accepted" where nothing does.
template <class Work>
std::string refusal(Work&& work) {
  try {
    std::forward<Work>(work)();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit(), Exit::untrusted) << error.what();
    return error.what();
  }
  return "accepted";
}

/// A .serpack whose payload holds this archive, signed as it is: what somebody makes who means it
/// and has a trusted key.
inline std::string signed_archive(const std::string& archive, const SecretKey& key) {
  const auto payload = compress(archive, "payload");
  return write_ustar(
      {{kPayload, false, payload}, {kPayloadSignature, false, key.sign(payload, "serhost pack")}});
}

/// As above, of files that an archive may hold.
inline std::string signed_files(std::vector<File> files, const SecretKey& key) {
  return signed_archive(write_ustar(std::move(files)), key);
}

}  // namespace serhost::pack::samples
