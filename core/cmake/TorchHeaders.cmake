# Headers that are parsed once for many files. LibTorch's are two thirds of compiling a file that
# needs them. For what is built inside serhost; the bundled losses show what they include, as plugins
# must outside.
option(SERHOST_PRECOMPILE "Precompile the headers of LibTorch and GoogleTest" ON)

# _serhost_add_headers(name LINK targets HEADERS <a.h>): an object library that other targets take
# their precompiled headers from.
function(_serhost_add_headers name)
  cmake_parse_arguments(arg "" "" "LINK;HEADERS" ${ARGN})
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp.in "// Compiled so that the headers are.\n")
  file(COPY_FILE ${PROJECT_BINARY_DIR}/${name}.cpp.in ${PROJECT_BINARY_DIR}/${name}.cpp ONLY_IF_DIFFERENT)
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE ${arg_LINK} serhost_warnings)  # -Wpedantic changes what is predefined
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
endfunction()

function(_serhost_take_headers target from)
  target_precompile_headers(${target} REUSE_FROM ${from})
  # The first lets ccache see which headers were taken. The others: std::string in a precompiled
  # header brings false warnings.
  target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endfunction()

# Headers of GoogleTest are made for -fPIE.
function(_serhost_as_program name)
  set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${name} PRIVATE -fPIE)
endfunction()

# serhost_precompile_torch(train EXCEPT gpu.cpp): where most of a target's files need LibTorch; those
# that do not are named, since instantiating what the headers hold costs each unit 3 s. Libraries and
# plugins share one set of headers (28 s of CPU, 0.5 GB): both are compiled with -fPIC, hidden symbols
# and the same warnings, which GCC wants alike. Tests, made with -fPIE, have one with GoogleTest.
function(serhost_precompile_torch target)
  cmake_parse_arguments(arg "" "" "EXCEPT" ${ARGN})
  if(NOT SERHOST_PRECOMPILE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    return()
  endif()
  get_target_property(type ${target} TYPE)
  set(torch <ATen/core/Tensor.h> <torch/nn/module.h>)
  if(type STREQUAL EXECUTABLE)
    set(headers serhost_torch_headers_of_tests)
    if(NOT TARGET ${headers})
      _serhost_add_headers(${headers} LINK serhost::torch GTest::gmock HEADERS ${torch} <gmock/gmock.h>)
      _serhost_as_program(${headers})
    endif()
  else()
    set(headers serhost_torch_headers)
    if(NOT TARGET ${headers})
      _serhost_add_headers(${headers} LINK serhost::torch HEADERS ${torch})
    endif()
  endif()
  target_link_libraries(${target} PRIVATE $<BUILD_INTERFACE:serhost_warnings>)
  _serhost_take_headers(${target} ${headers})
  set_source_files_properties(${arg_EXCEPT} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# serhost_precompile_gtest(metrics_test): for tests without LibTorch, which are not optimized.
function(serhost_precompile_gtest target)
  if(NOT SERHOST_PRECOMPILE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU OR SERHOST_SANITIZE)
    return()
  endif()
  if(NOT TARGET serhost_test_headers)
    _serhost_add_headers(serhost_test_headers LINK GTest::gmock nlohmann_json::nlohmann_json HEADERS <gmock/gmock.h>
      <nlohmann/json.hpp> <algorithm> <filesystem> <fstream> <map> <regex> <set> <sstream> <string> <vector>)
    target_compile_options(serhost_test_headers PRIVATE $<$<CONFIG:Release>:-O0>)
    _serhost_as_program(serhost_test_headers)
  endif()
  _serhost_take_headers(${target} serhost_test_headers)
endfunction()
