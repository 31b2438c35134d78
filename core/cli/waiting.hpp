// How LibTorch's threads wait for each other.
#pragma once

namespace serhost::cli {

/// GNU OpenMP's threads spin for milliseconds before they sleep. Where another process wants one of
/// the cores, every small operation then waits for a time slice, and training becomes ten times
/// slower. The library reads its setting while it is loaded, before main, so the program starts
/// itself again with GOMP_SPINCOUNT set. Does nothing where the user has set that or
/// OMP_WAIT_POLICY; returns where it cannot.
void wait_without_spinning(char** argv);

}  // namespace serhost::cli
