# The libraries and headers of a `pyarrow` wheel, which Debian does not package: SERHOST_ARROW (variable or environment), beside
# LibTorch's package, where scripts/setup.sh puts them, an importable Python `pyarrow`. Sets SERHOST_ARROW_ROOT, empty where there is none
# of the version that is tested.
set(SERHOST_ARROW_WANTED 26.0.1)
set(_candidates ${SERHOST_ARROW} $ENV{SERHOST_ARROW} ${SERHOST_TORCH_ROOT}/../pyarrow)
file(GLOB _fetched ${PROJECT_SOURCE_DIR}/build/arrow-venv/lib/python3*/site-packages/pyarrow)
list(APPEND _candidates ${_fetched})
find_program(SERHOST_PYTHON NAMES python3 python)
if(SERHOST_PYTHON)
  execute_process(COMMAND ${SERHOST_PYTHON} -c "import importlib.util as u; print(u.find_spec('pyarrow').submodule_search_locations[0])"
                  OUTPUT_VARIABLE _from_python OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  list(APPEND _candidates ${_from_python})
endif()
set(SERHOST_ARROW_ROOT "")
foreach(_candidate IN LISTS _candidates)
  # Libraries of another major version have other names, and other headers.
  if(EXISTS ${_candidate}/libparquet.so.2600 AND EXISTS ${_candidate}/include/parquet/api/reader.h)
    file(REAL_PATH ${_candidate} SERHOST_ARROW_ROOT)
    break()
  endif()
endforeach()
if(SERHOST_ARROW AND NOT SERHOST_ARROW_ROOT)
  message(FATAL_ERROR "SERHOST_ARROW is '${SERHOST_ARROW}', which is no folder of pyarrow ${SERHOST_ARROW_WANTED}")
endif()
if(SERHOST_SANITIZE)  # Arrow is not sanitized, and mixing would report its doings as ours
  set(SERHOST_ARROW_ROOT "")
endif()
if(SERHOST_ARROW_ROOT)
  message(STATUS "Arrow: ${SERHOST_ARROW_ROOT}")
else()
  message(STATUS "serhost: Parquet files are not read, for want of Arrow (pip install pyarrow==${SERHOST_ARROW_WANTED})")
endif()
