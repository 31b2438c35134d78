# One helper each: serhost_add_library, serhost_add_pieces, serhost_add_test.

add_library(serhost_warnings INTERFACE)
target_compile_options(serhost_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor
                       $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # GCC 12 warns falsely about std::string (bug 105329)
                       $<$<BOOL:${SERHOST_WARNINGS_ARE_ERRORS}>:-Werror>)

# Most of a compiler's time goes where nobody waits for the code: what reads, checks, prints and keeps
# books is compiled at -O1, a quarter quicker. -O3 is for loops over samples, frames and resamples.
set(_serhost_hot audio base data features metrics model nn weights)

# As LibTorch is made: where only some targets said it, precompiled headers would not fit the others.
add_compile_definitions(_GLIBCXX_USE_CXX11_ABI=1)

# GCC collects the garbage of a compile again and again from 128 MB on; 1 GB is what one may take anyway.
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  add_compile_options("SHELL:--param ggc-min-heapsize=1000000")
endif()

# serhost_add_library(metrics SOURCES a.cpp LINK serhost_base [PRIVATE_LINK PkgConfig::crypto])
# A static library serhost_metrics of core/metrics; included as "metrics/a.hpp".
function(serhost_add_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
  add_library(serhost_${name} STATIC ${arg_SOURCES})
  target_include_directories(serhost_${name} PUBLIC ${PROJECT_SOURCE_DIR}/core)
  target_link_libraries(serhost_${name} PUBLIC ${arg_LINK} PRIVATE serhost_warnings ${arg_PRIVATE_LINK})
  if(NOT name IN_LIST _serhost_hot)
    serhost_compile_quickly(serhost_${name})
  endif()
endfunction()

function(serhost_compile_quickly target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# serhost_add_pieces(protocols [FOLDER .] [EXCEPT registry.cpp] [LINK serhost_data] [TORCH])
# Every file of FOLDER registers a piece by a constant (a metric, a protocol, an optimizer, a section of a report): a file more is a
# piece more, and nothing else is edited. Nothing asks the linker for such files, so whoever links serhost_<name> gets all of them:
# the library of that name where there is one, else one of the pieces alone. TORCH: the files need LibTorch.
function(serhost_add_pieces name)
  cmake_parse_arguments(arg "TORCH" "FOLDER" "EXCEPT;LINK" ${ARGN})
  if(NOT arg_FOLDER)
    set(arg_FOLDER .)
  endif()
  file(GLOB _files CONFIGURE_DEPENDS RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} ${arg_FOLDER}/*.cpp)
  list(REMOVE_ITEM _files ${arg_EXCEPT})
  if(TARGET serhost_${name})
    list(APPEND arg_LINK serhost_${name})
  else()
    add_library(serhost_${name} INTERFACE)
  endif()
  add_library(serhost_${name}_pieces STATIC ${_files})
  target_include_directories(serhost_${name}_pieces PUBLIC ${PROJECT_SOURCE_DIR}/core)
  target_link_libraries(serhost_${name}_pieces PUBLIC ${arg_LINK} PRIVATE serhost_warnings)
  target_link_libraries(serhost_${name} INTERFACE "$<LINK_LIBRARY:WHOLE_ARCHIVE,serhost_${name}_pieces>")
  if(arg_TORCH)
    serhost_precompile_torch(serhost_${name}_pieces)
  endif()
endfunction()

# serhost_add_test(metrics_test SOURCES a_test.cpp LINK serhost_metrics [TORCH] [SLOW])
# One executable, one entry in CTest. TORCH: most of its files need LibTorch. Labels: slow.
function(serhost_add_test name)
  cmake_parse_arguments(arg "TORCH;SLOW" "" "SOURCES;LINK" ${ARGN})
  if(NOT SERHOST_TESTS)
    return()
  endif()
  add_executable(${name} ${arg_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/core ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE ${arg_LINK} serhost_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  # What they test is optimized fully. Tests at -O0 compile a quarter faster than at -O1; LibTorch's templates then run too slowly.
  target_compile_options(${name} PRIVATE $<$<CONFIG:Release>:$<IF:$<BOOL:${arg_TORCH}>,-O1,-O0>>)
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
  if(arg_TORCH)
    serhost_precompile_torch(${name})
  else()
    serhost_precompile_gtest(${name})
  endif()
  add_test(NAME ${name} COMMAND ${name})
  set(environment
    "SERHOST_SOURCE_DIR=${PROJECT_SOURCE_DIR}"
    "SERHOST_BUILD_DIR=${PROJECT_BINARY_DIR}"
    "SERHOST_PLUGIN_PATH=${PROJECT_BINARY_DIR}/lib/serhost/plugins"
    "XDG_CACHE_HOME=${PROJECT_BINARY_DIR}/tests/cache")
  # Sanitizers want to be the first; the list is divided at blanks and colons.
  if(NOT SERHOST_SANITIZE AND NOT PROJECT_BINARY_DIR MATCHES "[ \t:]")
    if(NOT TARGET serhost_no_fsync)
      add_library(serhost_no_fsync MODULE ${PROJECT_SOURCE_DIR}/tests/support/no_fsync.cpp)
      set_target_properties(serhost_no_fsync PROPERTIES PREFIX "" OUTPUT_NAME no_fsync LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    endif()
    add_dependencies(${name} serhost_no_fsync)
    list(APPEND environment "LD_PRELOAD=${PROJECT_BINARY_DIR}/tests/no_fsync.so")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT 900 ENVIRONMENT "${environment}")
  if(SERHOST_SANITIZE)
    set_property(TEST ${name} APPEND PROPERTY ENVIRONMENT "LSAN_OPTIONS=suppressions='${PROJECT_SOURCE_DIR}/core/cmake/leaks.supp'")
  endif()
  if(arg_SLOW)
    set_tests_properties(${name} PROPERTIES LABELS slow)
  endif()
endfunction()
