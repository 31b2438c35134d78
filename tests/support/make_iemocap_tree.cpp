// make_iemocap_tree FOLDER [SECONDS]: a made-up IEMOCAP with true names and counts; clips of 0.1 s
// unless SECONDS is given.
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "iemocap_tree.hpp"

int main(int argc, char** argv) {
  if (argc < 2 || argc > 3) {
    std::fprintf(stderr, "usage: make_iemocap_tree FOLDER [SECONDS]\n");
    return 64;
  }
  try {
    const auto clips =
        serhost::support::write_iemocap_tree(argv[1], argc > 2 ? std::atof(argv[2]) : 0.1);
    std::printf("%zu clips in %s\n", clips, argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 73;
  }
}
