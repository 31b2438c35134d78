// Several ranks as threads of one test.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/error.hpp"
#include "core/distributed/free_port.hpp"
#include "distributed/collective.hpp"
#include "distributed/join.hpp"

namespace serhost::fakes {

inline std::vector<distributed::World> worlds(int size) {
  std::vector<distributed::World> out;
  const int port = free_port();
  for (int rank = 0; rank < size; ++rank) {
    distributed::World world;
    world.rank = rank;
    world.size = size;
    world.address = "127.0.0.1";
    world.port = port;
    world.from = "the test";
    out.push_back(world);
  }
  return out;
}

/// Every rank joins and does the work. What each said when it failed, by rank; "" where it did not.
inline std::vector<std::string> each_rank(
    const std::vector<distributed::World>& worlds,
    const std::function<void(distributed::Collective&)>& work) {
  std::vector<std::string> said(worlds.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < worlds.size(); ++i) {
    threads.emplace_back([&, i] {
      try {
        work(*distributed::join(worlds[i]));
      } catch (const std::exception& error) { said[i] = error.what(); }
    });
  }
  threads.clear();
  return said;
}

}  // namespace serhost::fakes
