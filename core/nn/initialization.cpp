// A count a thread: scopes nest.
#include <serhost/nn/initialization.hpp>

namespace serhost::nn {
namespace {

thread_local int off = 0;

}  // namespace

WithoutInitialization::WithoutInitialization() { ++off; }
WithoutInitialization::~WithoutInitialization() { --off; }

bool initializing() { return off == 0; }

}  // namespace serhost::nn
