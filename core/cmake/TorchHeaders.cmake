# LibTorch's headers, parsed once: that is two thirds of compiling a file that needs them. For libraries and tests inside serhost;
# plugins show what they include, as they must outside.
option(SERHOST_PRECOMPILE "Precompile LibTorch's headers" ON)

# One for libraries, and one for programs, whose code is made another way (-fPIE).
function(_serhost_add_torch_headers name)
  file(WRITE ${PROJECT_BINARY_DIR}/${name}.cpp.in "// Compiled so that the headers are.\n")
  file(COPY_FILE ${PROJECT_BINARY_DIR}/${name}.cpp.in ${PROJECT_BINARY_DIR}/${name}.cpp ONLY_IF_DIFFERENT)
  add_library(${name} OBJECT EXCLUDE_FROM_ALL ${PROJECT_BINARY_DIR}/${name}.cpp)
  target_link_libraries(${name} PRIVATE serhost::torch serhost_warnings)  # -Wpedantic changes what is predefined
  target_compile_options(${name} PRIVATE ${ARGN} $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)
  target_precompile_headers(${name} PRIVATE <ATen/core/Tensor.h> <torch/nn/module.h>)
endfunction()

# serhost_precompile_torch(train): where most of a target's files need LibTorch.
function(serhost_precompile_torch target)
  if(NOT SERHOST_PRECOMPILE OR NOT CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    return()
  endif()
  get_target_property(type ${target} TYPE)
  set(headers serhost_torch_headers)
  if(type STREQUAL EXECUTABLE)
    set(headers serhost_torch_headers_of_programs)
  endif()
  if(NOT TARGET ${headers})
    _serhost_add_torch_headers(${headers})
    if(type STREQUAL EXECUTABLE)
      set_target_properties(${headers} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
      target_compile_options(${headers} PRIVATE -fPIE)
    endif()
  endif()
  target_precompile_headers(${target} REUSE_FROM ${headers})
  # The first lets ccache see which headers were taken. The others: std::string in a precompiled header brings false warnings.
  target_compile_options(${target} PRIVATE -fpch-preprocess -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
endfunction()
