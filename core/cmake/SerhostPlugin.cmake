# serhost_add_plugin(focal SOURCES focal.cpp [kernel.cu] [TEST focal_test.cpp] [LINK other::library] [DATA table.csv])
#
# A plugin library <build>/lib/serhost/plugins/focal.so with its ABI record, hidden symbols and no undefined ones; its
# test, built where testing is enabled; and its install rule. The same inside serhost and outside.
#
# LINK: other libraries, found again at run time where they were when the plugin was linked (RPATH). Shared ones that belong to the project,
# built by it or lying in it, travel with the plugin instead, into a prefix and into a pack: they are installed in the folder <plugin>/
# beside it. CORPORA: descriptions of corpora (docs/corpus-files.md), each a data set by its own name; with them SOURCES
# may be left out. DATA: files that the plugin reads, as context.folder / "focal" / "table.csv"; a README.md beside the
# sources goes there, too, and
# `serhost describe` prints it; and so do smoke.txt and smoke.json, which `serhost sweep --smoke` reads. Sources in CUDA need project(... LANGUAGES CXX CUDA), and a host whose LibTorch has CUDA.
function(_serhost_plugin_cuda name)
  if(NOT CMAKE_CUDA_COMPILER)
    message(FATAL_ERROR
      "serhost_add_plugin(${name}): sources in CUDA need a compiler for it: write project(... LANGUAGES CXX CUDA), and have nvcc on PATH")
  endif()
  if(NOT SERHOST_TORCH_HAS_CUDA)
    message(FATAL_ERROR
      "serhost_add_plugin(${name}): sources in CUDA need a LibTorch with CUDA; that at ${SERHOST_TORCH_ROOT} is for the CPU alone")
  endif()
  find_package(CUDAToolkit REQUIRED)
  target_compile_features(${name} PRIVATE cuda_std_20)
  target_compile_definitions(${name} PRIVATE SERHOST_PLUGIN_CUDA)
  target_link_libraries(${name} PRIVATE ${SERHOST_TORCH_ROOT}/lib/libtorch_cuda.so ${SERHOST_TORCH_ROOT}/lib/libc10_cuda.so CUDA::cudart)
  set_target_properties(${name} PROPERTIES CUDA_EXTENSIONS OFF CUDA_VISIBILITY_PRESET hidden)
endfunction()

# In the build folder, too, a plugin finds a library of its own project in the folder of its name.
function(_serhost_beside_plugin name file leaf)
  set(folder ${PROJECT_BINARY_DIR}/lib/serhost/plugins/${name})
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E make_directory ${folder}
    COMMAND ${CMAKE_COMMAND} -E copy_if_different ${file} ${folder}/${leaf} VERBATIM)
endfunction()

# Not the link to a library but the library, under the name that the plugin asks for.
function(_serhost_plugin_libraries name)
  set(own FALSE)
  set(folder lib/serhost/plugins/${name})
  foreach(library IN LISTS ARGN)
    set(file ${library})
    if(TARGET ${library})
      get_target_property(type ${library} TYPE)
      if(NOT type STREQUAL SHARED_LIBRARY)
        continue()
      endif()
      get_target_property(imported ${library} IMPORTED)
      if(NOT imported)
        install(FILES $<TARGET_FILE:${library}> RENAME $<TARGET_SONAME_FILE_NAME:${library}> DESTINATION ${folder} COMPONENT runtime)
        _serhost_beside_plugin(${name} $<TARGET_FILE:${library}> $<TARGET_SONAME_FILE_NAME:${library}>)
        set(own TRUE)
        continue()
      endif()
      get_target_property(file ${library} LOCATION)
    endif()
    cmake_path(IS_PREFIX PROJECT_SOURCE_DIR "${file}" NORMALIZE inside)
    if(inside AND file MATCHES "\\.so[.0-9]*$")
      install(FILES ${file} DESTINATION ${folder} COMPONENT runtime)
      cmake_path(GET file FILENAME leaf)
      _serhost_beside_plugin(${name} ${file} ${leaf})
      set(own TRUE)
    endif()
  endforeach()
  if(own)
    set_property(TARGET ${name} APPEND PROPERTY INSTALL_RPATH "$ORIGIN/${name}")
  endif()
endfunction()

# A source that registers each description, with its title and summary. Without other sources it is the whole plugin.
function(_serhost_plugin_corpora name whole out)
  set(lines "// Written by serhost_add_plugin(${name} CORPORA ...).\n#include <serhost/described.hpp>\n\n")
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file)
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    cmake_path(GET file STEM corpus)
    if(NOT corpus MATCHES "^[a-z][a-z0-9_]*$")
      message(FATAL_ERROR "serhost_add_plugin(${name}): ${file}: must be called as its data set, in small letters, digits and _")
    endif()
    foreach(key IN ITEMS title summary)
      set(${key} "")
      file(STRINGS ${file} found ENCODING UTF-8 LIMIT_COUNT 1 REGEX "^${key} *= *\"[^\"\\\\]+\"")
      if(found MATCHES "^${key} *= *\"([^\"\\\\]+)\"")
        set(${key} "${CMAKE_MATCH_1}")
      else()
        message(FATAL_ERROR "serhost_add_plugin(${name}): ${file}: needs a line ${key} = \"...\" at its top, without backslashes")
      endif()
    endforeach()
    string(APPEND lines "SERHOST_CORPUS(${corpus}, \"${corpus}\", \"${summary}\", .title = \"${title}\");\n")
  endforeach()
  if(whole)
    string(APPEND lines "\nSERHOST_PLUGIN();\n")
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_CURRENT_BINARY_DIR}/${name}_corpora.cpp CONTENT "${lines}" @ONLY)
  set(${out} ${CMAKE_CURRENT_BINARY_DIR}/${name}_corpora.cpp PARENT_SCOPE)
endfunction()

function(serhost_add_plugin name)
  cmake_parse_arguments(arg "" "" "SOURCES;TEST;LINK;DATA;CORPORA" ${ARGN})
  if(NOT (arg_SOURCES OR arg_CORPORA) OR arg_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR
      "serhost_add_plugin(${name} SOURCES a.cpp [CORPORA a.toml] [TEST a_test.cpp] [LINK library] [DATA file]): found '${ARGN}'")
  endif()
  if(arg_CORPORA)
    set(whole TRUE)
    if(arg_SOURCES)
      set(whole FALSE)
    endif()
    _serhost_plugin_corpora(${name} ${whole} corpora ${arg_CORPORA})
    list(APPEND arg_SOURCES ${corpora})
    list(APPEND arg_DATA ${arg_CORPORA})
  endif()
  if(arg_TEST AND NOT TARGET serhost::testing AND (SERHOST_TESTS OR BUILD_TESTING) AND NOT SERHOST_TORCH_FREE)
    message(FATAL_ERROR  # a test that is left out in silence counts as passed
      "serhost_add_plugin(${name}): its TEST ${arg_TEST} cannot be built: there is no serhost::testing. GoogleTest was not found here, "
      "or serhost was built without it (Debian: libgtest-dev). Install it, or leave all tests out with -DBUILD_TESTING=OFF")
  endif()
  set(version ${PROJECT_VERSION})
  if(NOT version)
    set(version 0.0.0)
  endif()
  add_library(${name} MODULE ${arg_SOURCES})
  set_property(GLOBAL APPEND PROPERTY SERHOST_PLUGIN_TARGETS ${name})
  target_compile_features(${name} PRIVATE cxx_std_20)
  target_compile_definitions(${name} PRIVATE SERHOST_PLUGIN_NAME="${name}" SERHOST_PLUGIN_VERSION="${version}")
  target_link_libraries(${name} PRIVATE serhost::sdk ${arg_LINK})
  target_link_options(${name} PRIVATE LINKER:-z,defs LINKER:--as-needed LINKER:--exclude-libs,ALL)
  set_target_properties(${name} PROPERTIES PREFIX "" SUFFIX .so CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON POSITION_INDEPENDENT_CODE ON INSTALL_RPATH_USE_LINK_PATH ON
    INSTALL_RPATH ${SERHOST_TORCH_ROOT}/lib
    BUILD_WITH_INSTALL_RPATH ON  # else CMake ends the list with an empty entry, which is the current folder
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/serhost/plugins)
  if("${arg_SOURCES}" MATCHES "\\.cu(;|$)")
    _serhost_plugin_cuda(${name})
  endif()
  _serhost_plugin_libraries(${name} ${arg_LINK})
  if(EXISTS ${CMAKE_CURRENT_SOURCE_DIR}/README.md)
    list(APPEND arg_DATA ${CMAKE_CURRENT_SOURCE_DIR}/README.md)  # printed by serhost describe
  endif()
  file(GLOB smoke CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/smoke.* ${CMAKE_CURRENT_SOURCE_DIR}/*.smoke.*)
  list(APPEND arg_DATA ${smoke})  # read by serhost sweep --smoke
  foreach(file IN LISTS arg_DATA)
    cmake_path(GET file FILENAME leaf)
    configure_file(${file} ${PROJECT_BINARY_DIR}/lib/serhost/plugins/${name}/${leaf} COPYONLY)
    install(FILES ${file} DESTINATION lib/serhost/plugins/${name} COMPONENT runtime)
  endforeach()
  install(TARGETS ${name} LIBRARY DESTINATION lib/serhost/plugins COMPONENT runtime)
  if(arg_CORPORA AND NOT arg_TEST AND TARGET serhost::serhost)
    # A description has no code to test: the conformance kit reads it, and the small corpus of a <corpus>.tree.json.
    add_test(NAME ${name}_test COMMAND serhost::serhost test-plugin $<TARGET_FILE:${name}>
      WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  endif()
  if(arg_TEST AND TARGET serhost::testing AND (SERHOST_TESTS OR BUILD_TESTING))
    add_executable(${name}_test ${arg_TEST})
    target_compile_features(${name}_test PRIVATE cxx_std_20)
    target_link_libraries(${name}_test PRIVATE serhost::testing)
    set_target_properties(${name}_test PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    add_dependencies(${name}_test ${name})
    add_test(NAME ${name}_test COMMAND ${name}_test)
    # Outside serhost, SERHOST_PLUGIN_FOLDER holds the bundled plugins (serhost-config.cmake).
    set(folders ${PROJECT_BINARY_DIR}/lib/serhost/plugins ${SERHOST_PLUGIN_FOLDER})
    list(JOIN folders ":" folders)
    set_tests_properties(${name}_test PROPERTIES TIMEOUT 900
      FAIL_REGULAR_EXPRESSION "Running 0 tests from"  # of GoogleTest, which calls that a success
      ENVIRONMENT
        "SERHOST_PLUGIN_PATH=${folders};SERHOST_SOURCE_DIR=${PROJECT_SOURCE_DIR};XDG_CACHE_HOME=${PROJECT_BINARY_DIR}/tests/cache")
  endif()
endfunction()
