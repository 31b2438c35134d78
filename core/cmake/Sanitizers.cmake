# Sanitizers and fuzzing. LibTorch itself is not sanitized, and mixing would report its doings as ours: such a build holds only what
# never calls it (SERHOST_TORCH_FREE), which is every parser of foreign bytes. LibTorch's headers are still needed for its version.
set(SERHOST_SANITIZE "" CACHE STRING
  "address, undefined, thread, or address,undefined: builds the torch-free libraries and their tests with it")
option(SERHOST_FUZZ "Build the fuzz targets with clang's libFuzzer; implies the address and undefined-behavior sanitizers" OFF)
option(SERHOST_TORCH_FREE "Build only the libraries that never call LibTorch, their tests and the data set plugins" OFF)

if(SERHOST_FUZZ)
  if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
    message(FATAL_ERROR
      "SERHOST_FUZZ needs clang, which brings libFuzzer; found ${CMAKE_CXX_COMPILER_ID}. Configure with -DCMAKE_CXX_COMPILER=clang++, "
                        "or with cmake --preset fuzz")
  endif()
  set(SERHOST_SANITIZE address,undefined)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()
if(SERHOST_SANITIZE)
  set(SERHOST_TORCH_FREE ON)
  set(_options -fsanitize=${SERHOST_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_compile_options(${_options})
  add_link_options(${_options})
endif()
if(SERHOST_TORCH_FREE)
  set_target_properties(serhost_torch PROPERTIES INTERFACE_LINK_LIBRARIES "" INTERFACE_LINK_OPTIONS "")
endif()
