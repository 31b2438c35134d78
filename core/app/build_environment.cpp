// By a list of what is kept and not of what is left out: nobody knows what secrets are called.
#include "app/build_environment.hpp"

#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace serhost::app {
namespace {

namespace fs = std::filesystem;

constexpr const char* kKept[] = {"PATH",
                                 "USER",
                                 "LOGNAME",
                                 "TERM",
                                 "TZ",
                                 "LANG",
                                 "LANGUAGE",
                                 "LC_*",
                                 "CC",
                                 "CXX",
                                 "CFLAGS",
                                 "CXXFLAGS",
                                 "CPPFLAGS",
                                 "LDFLAGS",
                                 "CUDACXX",
                                 "CUDAHOSTCXX",
                                 "CUDAFLAGS",
                                 "CUDA_*",
                                 "MAKEFLAGS",
                                 "NINJA_STATUS",
                                 "CMAKE_*",
                                 "CTEST_*",
                                 "GTEST_*",
                                 "CCACHE_*",
                                 "CPATH",
                                 "C_INCLUDE_PATH",
                                 "CPLUS_INCLUDE_PATH",
                                 "LIBRARY_PATH",
                                 "LD_LIBRARY_PATH",
                                 "PKG_CONFIG_*",
                                 "SOURCE_DATE_EPOCH",
                                 "OMP_*",
                                 "GOMP_*",
                                 "MKL_*",
                                 "ASAN_OPTIONS",
                                 "UBSAN_OPTIONS",
                                 "TSAN_OPTIONS",
                                 "LSAN_OPTIONS",
                                 "SERHOST_TORCH",
                                 "SERHOST_TEST_DATA",
                                 "SERHOST_PROBE"};

/// Where the user's own files are.
constexpr const char* kFolders[] = {"HOME", "TMPDIR", "XDG_*", "SERHOST_PLUGIN_PATH",
                                    "SERHOST_CACHE_DIR"};

bool fits(std::string_view name, std::string_view pattern) {
  return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1))
                                : name == pattern;
}

}  // namespace

std::vector<std::string> build_variables(bool with_own_folders) {
  std::vector<std::string> out(std::begin(kKept), std::end(kKept));
  if (with_own_folders) out.insert(out.end(), std::begin(kFolders), std::end(kFolders));
  return out;
}

std::vector<std::string> build_environment(const std::optional<fs::path>& home) {
  const auto kept = build_variables(!home);
  std::vector<std::string> out;
  for (char** each = ::environ; each != nullptr && *each != nullptr; ++each) {
    const std::string_view variable = *each;
    const auto name = variable.substr(0, variable.find('='));
    if (std::any_of(kept.begin(), kept.end(),
                    [&](const auto& pattern) { return fits(name, pattern); }))
      out.emplace_back(variable);
  }
  if (home) {
    out.push_back("HOME=" + home->string());
    out.push_back("TMPDIR=" + (*home / "tmp").string());
  }
  return out;
}

}  // namespace serhost::app
