// Has a record but no entry point.
#include "empty_dataset.hpp"

extern "C" __attribute__((section(".serhost"), used)) const serhost_abi_block record =
    SERHOST_ABI_BLOCK_INITIALIZER;
SERHOST_DATASET(Empty, "no_entry", "cannot be reached");
