// Rendezvous: the store, who is there, and by which interface.
#include "distributed/join.hpp"

#include <c10/util/Logging.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <thread>
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>

#include "base/error.hpp"
#include "base/text.hpp"
#include "base/user_folders.hpp"
#include "distributed/gloo.hpp"

namespace serhost::distributed {
namespace {

using Store = c10::intrusive_ptr<c10d::Store>;
using Clock = std::chrono::steady_clock;

std::chrono::seconds patience() {
  constexpr double kDefault = 300.0, kMost = 86400.0;
  const auto text = environment_variable("SERHOST_JOIN_SECONDS");
  double value = kDefault;
  if (!text.empty() && (!read_number(text, value) || value < 1.0 || value > kMost))
    throw UsageError("the variable SERHOST_JOIN_SECONDS is '" + text +
                     "', but must be a number from 1 to 86400");
  return std::chrono::seconds(static_cast<std::int64_t>(value));
}

std::string place_of(const World& world) {
  return world.address + " (MASTER_ADDR), port " + std::to_string(world.port) + " (MASTER_PORT)";
}

std::string name_of(const World& world) {
  return "rank " + std::to_string(world.rank) + " of " + std::to_string(world.size);
}

/// The address of this machine on the way to where all meet: of the network that they share.
std::string own_address(const World& world) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  const auto port = std::to_string(world.port);
  const int fault = ::getaddrinfo(world.address.c_str(), port.c_str(), &hints, &found);
  if (fault != 0)
    throw Error(Exit::unavailable,
                "the host '" + world.address +
                    "' of the variable MASTER_ADDR is not known: " + ::gai_strerror(fault));
  std::string out;
  for (const auto* each = found; each != nullptr && out.empty(); each = each->ai_next) {
    const int to = ::socket(each->ai_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    char host[NI_MAXHOST] = {};
    // Sends nothing: it chooses the way.
    if (to >= 0 && ::connect(to, each->ai_addr, each->ai_addrlen) == 0 &&
        ::getsockname(to, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
        ::getnameinfo(reinterpret_cast<const sockaddr*>(&own), size, host, sizeof host, nullptr, 0,
                      NI_NUMERICHOST) == 0)
      out = host;
    if (to >= 0) ::close(to);
  }
  ::freeaddrinfo(found);
  return out;
}

Store open_store(const World& world, bool listens) {
  c10d::TCPStoreOptions options;
  options.port = static_cast<std::uint16_t>(world.port);
  options.isServer = listens;
  options.numWorkers = static_cast<std::size_t>(world.size);
  options.waitWorkers = false;
  options.timeout = patience();
  try {
    return c10::make_intrusive<c10d::TCPStore>(world.address, options);
  } catch (const std::exception& fault) {
    const std::string text = fault.what();
    throw Error(Exit::unavailable,
                name_of(world) + (listens ? " cannot listen at " : " does not reach rank 0 at ") +
                    place_of(world) + ": " + text.substr(0, text.find('\n')) + "; see " +
                    world.from);
  }
}

/// LibTorch's own words on a connection that is lost or not made are stack traces.
void quiet_library() {
  constexpr int kErrors = 2;
  if (environment_variable("TORCH_CPP_LOG_LEVEL").empty()) FLAGS_caffe2_log_level = kErrors;
}

Store with_prefix(const World& world, const Store& store) {
  const auto prefix = world.attempt ? "/worker/attempt_" + *world.attempt : std::string("serhost");
  return c10::make_intrusive<c10d::PrefixStore>(prefix, store);
}

/// Each rank once, of jobs of one size.
void sign_in(const World& world, c10d::Store& store) {
  const auto ours = std::to_string(world.size);
  const std::vector<std::uint8_t> size(ours.begin(), ours.end());
  const auto first = store.compareSet("size", {}, size);
  if (first != size)
    throw Error(Exit::config, "WORLD_SIZE is " + ours + " for rank " + std::to_string(world.rank) +
                                  ", but " + std::string(first.begin(), first.end()) +
                                  " for another process of the job; see " + world.from);
  if (store.add("here/" + std::to_string(world.rank), 1) > 1)
    throw Error(Exit::config, "two processes are rank " + std::to_string(world.rank) +
                                  " (RANK): each must have a number of its own; see " + world.from);
}

void await_all(const World& world, c10d::Store& store) {
  const auto limit = patience();
  const auto until = Clock::now() + limit;
  for (int other = 0; other < world.size; ++other) {
    while (!store.check({"here/" + std::to_string(other)})) {
      if (Clock::now() >= until)
        throw Error(Exit::unavailable,
                    "rank " + std::to_string(other) + " of " + std::to_string(world.size) +
                        " has not come to " + place_of(world) + " within " +
                        std::to_string(limit.count()) +
                        " s (SERHOST_JOIN_SECONDS); see its own messages, and " + world.from);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
}

}  // namespace

bool can_join() { return has_gloo(); }

std::shared_ptr<Collective> join(const World& world) {
  if (world.size == 1) return std::make_shared<Collective>();
  if (!can_join())
    throw Error(Exit::unavailable,
                "this build of serhost trains in one process only, because the headers of Gloo "
                "were not there: install libgloo-dev and build it again");
  quiet_library();
  const auto address = own_address(world);
  const auto store = with_prefix(world, open_store(world, world.rank == 0 && !world.attempt));
  const auto second = with_prefix(world, open_store(world, false));
  try {
    sign_in(world, *store);
    await_all(world, *store);
    return join_gloo(store, second, world.rank, world.size, address);
  } catch (const Error&) { throw; } catch (const std::exception& fault) {
    const std::string text = fault.what();
    throw Error(Exit::unavailable, name_of(world) + " cannot join the others at " +
                                       place_of(world) + ": " + text.substr(0, text.find('\n')) +
                                       "; see " + world.from);
  }
}

}  // namespace serhost::distributed
