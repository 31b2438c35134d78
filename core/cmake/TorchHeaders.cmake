# LibTorch's headers, parsed once: that is two thirds of compiling a file that needs them. For what is built inside serhost; the bundled
# losses show what they include, as plugins must outside.
option(SERHOST_PRECOMPILE "Precompile LibTorch's headers" ON)

# One for libraries, one for programs and one for plugins, whose code is made in other ways (-fPIE, hidden symbols).
function(_serhost_add_torch_headers name)
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp.in "// Compiled so that the headers are.\n")
  file(COPY_FILE ${PROJECT_BINARY_DIR}/${name}.cpp.in ${PROJECT_BINARY_DIR}/${name}.cpp ONLY_IF_DIFFERENT)
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE serhost::torch)
  target_compile_options(${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(${name} PRIVATE <ATen/core/Tensor.h> <torch/nn/module.h>)
endfunction()

# serhost_precompile_torch(train EXCEPT gpu.cpp): where most of a target's files need LibTorch; those that do not are named, since
# instantiating what the headers hold costs each file 4 s.
function(serhost_precompile_torch target)
  cmake_parse_arguments(arg "" "" "EXCEPT" ${ARGN})
  if(NOT SERHOST_PRECOMPILE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    return()
  endif()
  get_target_property(type ${target} TYPE)
  set(headers serhost_torch_headers)
  if(type STREQUAL EXECUTABLE)
    set(headers serhost_torch_headers_of_programs)
  elseif(type STREQUAL MODULE_LIBRARY)
    set(headers serhost_torch_headers_of_plugins)
  endif()
  if(NOT TARGET ${headers})
    _serhost_add_torch_headers(${headers})
    if(type STREQUAL MODULE_LIBRARY)
      target_compile_features(${headers} PRIVATE cxx_std_20)
      set_target_properties(${headers} PROPERTIES CXX_EXTENSIONS OFF CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)
    else()
      target_link_libraries(${headers} PRIVATE serhost_warnings)  # -Wpedantic changes what is predefined
    endif()
    if(type STREQUAL EXECUTABLE)
      set_target_properties(${headers} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${headers} PRIVATE -fPIE)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${headers})
  set_source_files_properties(${arg_EXCEPT} PROPERTIES SKIP_PRECOMPILE_HEADERS ON)
  # The first lets ccache see which headers were taken. The others: std::string in a precompiled header brings false warnings.
  target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endfunction()
