# serhost::torch, an imported target made from a LibTorch folder or the `torch` wheel's include/ and lib/. The wheel's own
# find_package(Torch) fails without a CUDA toolkit where the wheel is a CUDA build, hence this file.
#
# Looked for in this order: Torch_DIR and CMAKE_PREFIX_PATH, SERHOST_TORCH (variable or environment), where it was found last time in this
# build folder, an importable Python `torch`. An installed serhost presets SERHOST_TORCH_ROOT.

set(_serhost_torch_candidates "")
if(Torch_DIR)
  cmake_path(ABSOLUTE_PATH Torch_DIR NORMALIZE OUTPUT_VARIABLE _dir)
  list(APPEND _serhost_torch_candidates ${_dir} ${_dir}/../../..)
endif()
foreach(_prefix IN LISTS CMAKE_PREFIX_PATH)
  list(APPEND _serhost_torch_candidates ${_prefix} ${_prefix}/libtorch ${_prefix}/torch)
endforeach()
set(_serhost_torch_given "${SERHOST_TORCH}")
if(NOT _serhost_torch_given)
  set(_serhost_torch_given "$ENV{SERHOST_TORCH}")
endif()
if(_serhost_torch_given)
  if(NOT EXISTS ${_serhost_torch_given}/include/torch/csrc/api/include/torch/version.h)
    message(FATAL_ERROR
      "SERHOST_TORCH is '${_serhost_torch_given}', which holds no LibTorch. Name the folder that has its include/ and lib/.")
  endif()
  list(APPEND _serhost_torch_candidates ${_serhost_torch_given})
endif()

function(_serhost_find_torch out)
  foreach(_candidate IN LISTS ARGN)
    if(EXISTS ${_candidate}/include/torch/csrc/api/include/torch/version.h)
      file(REAL_PATH ${_candidate} _real)
      set(${out} ${_real} PARENT_SCOPE)
      return()
    endif()
  endforeach()
  set(${out} "" PARENT_SCOPE)
endfunction()

if(NOT SERHOST_TORCH_ROOT)
  _serhost_find_torch(SERHOST_TORCH_ROOT ${_serhost_torch_candidates} ${SERHOST_TORCH_FOUND})
endif()
if(NOT SERHOST_TORCH_ROOT)
  find_program(SERHOST_PYTHON NAMES python3 python)
  if(SERHOST_PYTHON)
    execute_process(COMMAND ${SERHOST_PYTHON} -c "import importlib.util as u; print(u.find_spec('torch').submodule_search_locations[0])"
                    OUTPUT_VARIABLE _from_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    _serhost_find_torch(SERHOST_TORCH_ROOT ${_from_python})
  endif()
endif()
if(NOT SERHOST_TORCH_ROOT)
  message(FATAL_ERROR "LibTorch was not found. Run scripts/setup.sh, or `pip install torch==2.13.0`, or set SERHOST_TORCH to a "
                      "LibTorch folder or the folder of an installed `torch` package (the one that holds include/ and lib/).")
endif()

set(SERHOST_TORCH_FOUND ${SERHOST_TORCH_ROOT} CACHE INTERNAL "where LibTorch was found")

set(_serhost_version_header ${SERHOST_TORCH_ROOT}/include/torch/headeronly/version.h)
if(NOT EXISTS ${_serhost_version_header})
  set(_serhost_version_header ${SERHOST_TORCH_ROOT}/include/torch/csrc/api/include/torch/version.h)
endif()
file(STRINGS ${_serhost_version_header} _serhost_version_lines REGEX "define TORCH_VERSION_(MAJOR|MINOR|PATCH) ")
string(REGEX REPLACE ".*MAJOR ([0-9]+).*MINOR ([0-9]+).*PATCH ([0-9]+).*" "\\1.\\2.\\3" SERHOST_TORCH_VERSION "${_serhost_version_lines}")
if(NOT SERHOST_TORCH_VERSION MATCHES "^2\\.13\\.")
  if(SERHOST_ALLOW_UNTESTED_TORCH)
    message(WARNING "LibTorch ${SERHOST_TORCH_VERSION} is not a tested version (2.13.x)")
  else()
    message(FATAL_ERROR "LibTorch ${SERHOST_TORCH_VERSION} at ${SERHOST_TORCH_ROOT} is not a tested version (2.13.x). "
                        "Install torch==2.13.0, or configure with -DSERHOST_ALLOW_UNTESTED_TORCH=ON.")
  endif()
endif()
message(STATUS "LibTorch ${SERHOST_TORCH_VERSION}: ${SERHOST_TORCH_ROOT}")

if(NOT TARGET serhost::torch)
  add_library(serhost_torch INTERFACE IMPORTED GLOBAL)
  add_library(serhost::torch ALIAS serhost_torch)
  target_include_directories(serhost_torch SYSTEM INTERFACE ${SERHOST_TORCH_ROOT}/include
                             ${SERHOST_TORCH_ROOT}/include/torch/csrc/api/include)
  target_compile_definitions(serhost_torch INTERFACE _GLIBCXX_USE_CXX11_ABI=1)
  set(_serhost_torch_lib ${SERHOST_TORCH_ROOT}/lib)
  target_link_libraries(serhost_torch INTERFACE ${_serhost_torch_lib}/libtorch.so ${_serhost_torch_lib}/libtorch_cpu.so
    ${_serhost_torch_lib}/libc10.so)
  file(GLOB _serhost_gomp ${_serhost_torch_lib}/libgomp*.so*)
  if(_serhost_gomp)
    list(GET _serhost_gomp 0 _serhost_gomp)
    target_link_libraries(serhost_torch INTERFACE ${_serhost_gomp})
  endif()
  if(EXISTS ${_serhost_torch_lib}/libtorch_cuda.so)
    target_link_options(serhost_torch INTERFACE LINKER:--allow-shlib-undefined)  # no CUDA toolkit is needed
    # Registers the CUDA kernels; nothing refers to it by symbol, hence --no-as-needed. For programs (serhost_host links it), not for
    # plugins: one built here must load on a host whose LibTorch is for the CPU alone.
    add_library(serhost_torch_cuda INTERFACE IMPORTED GLOBAL)
    target_link_libraries(serhost_torch_cuda INTERFACE "-Wl,--push-state,--no-as-needed,${_serhost_torch_lib}/libtorch_cuda.so,--pop-state")
    set(SERHOST_TORCH_HAS_CUDA TRUE)
  endif()
endif()
