# Faster builds where the tools are at hand: ccache and mold. Both are optional.
find_program(SERHOST_CCACHE ccache)
if(SERHOST_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${SERHOST_CCACHE})
endif()
find_program(SERHOST_MOLD mold)
if(SERHOST_MOLD)
  add_link_options(-fuse-ld=mold)
endif()
