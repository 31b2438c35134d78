// `serhost probe FILE...` and nothing else, so that these tests need no whole program.
#include "host/registry.hpp"

int main(int argc, char** argv) { return serhost::host::probe_main(argc, argv); }
