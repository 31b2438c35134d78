# Libraries that Debian packages: docs/building.md lists them with their minimum versions.
find_package(PkgConfig REQUIRED)
find_package(Boost 1.74 CONFIG REQUIRED COMPONENTS filesystem program_options)  # Boost.DLL is headers over filesystem
find_package(fmt 9 REQUIRED)
# fmt as a library: as headers alone it costs each file 5 s. LibTorch brings headers of another fmt, which a folder of
# our own has to come before:
# link this first.
get_target_property(_fmt_headers fmt::fmt INTERFACE_INCLUDE_DIRECTORIES)
file(MAKE_DIRECTORY ${PROJECT_BINARY_DIR}/headers)
file(CREATE_LINK ${_fmt_headers}/fmt ${PROJECT_BINARY_DIR}/headers/fmt SYMBOLIC)
add_library(serhost_fmt INTERFACE)
target_include_directories(serhost_fmt SYSTEM INTERFACE ${PROJECT_BINARY_DIR}/headers)
target_link_libraries(serhost_fmt INTERFACE fmt::fmt)
find_package(nlohmann_json 3.11 REQUIRED)
pkg_check_modules(sndfile REQUIRED IMPORTED_TARGET sndfile>=1.1)
pkg_check_modules(soxr REQUIRED IMPORTED_TARGET soxr)
pkg_check_modules(utf8proc REQUIRED IMPORTED_TARGET libutf8proc>=2.2)
pkg_check_modules(microhttpd REQUIRED IMPORTED_TARGET libmicrohttpd>=0.9.71)
pkg_check_modules(re2 REQUIRED IMPORTED_TARGET re2)
pkg_check_modules(crypto REQUIRED IMPORTED_TARGET libcrypto>=3)
pkg_check_modules(sodium REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd>=1.5)
pkg_check_modules(sqlite3 REQUIRED IMPORTED_TARGET sqlite3>=3.24)
pkg_check_modules(rsvg librsvg-2.0>=2.52 cairo-pdf>=1.16)  # figures as PDF and PNG
if(NOT rsvg_FOUND)
  message(STATUS "serhost: plot writes SVG alone, for want of librsvg (librsvg2-dev)")
endif()
pkg_check_modules(libav libavformat>=59.27 libavcodec>=59.37 libswresample>=4.7 libavutil)  # FFmpeg 5.1: m4a, mp4, mkv
if(NOT libav_FOUND)
  message(STATUS "serhost: m4a, mp4 and mkv are not read, for want of libav (libavformat-dev libavcodec-dev libswresample-dev)")
endif()
find_path(SERHOST_GLOO_INCLUDE gloo/transport/device.h)  # several processes; LibTorch's wheel lacks the headers
if(NOT SERHOST_GLOO_INCLUDE)
  message(STATUS "serhost: run trains in one process alone, for want of the headers of Gloo (libgloo-dev)")
endif()
find_package(Threads REQUIRED)
find_path(SERHOST_TOMLPP_INCLUDE toml++/toml.h REQUIRED)
add_library(serhost_tomlpp INTERFACE)
target_include_directories(serhost_tomlpp SYSTEM INTERFACE ${SERHOST_TOMLPP_INCLUDE})
find_path(SERHOST_PROTOZERO_INCLUDE protozero/pbf_writer.hpp REQUIRED)  # headers alone, without libprotobuf
add_library(serhost_protozero INTERFACE)
target_include_directories(serhost_protozero SYSTEM INTERFACE ${SERHOST_PROTOZERO_INCLUDE})
if(SERHOST_TESTS)
  find_package(GTest REQUIRED)
endif()
