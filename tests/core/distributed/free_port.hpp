// A port that nobody listens at.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace serhost::fakes {

inline int free_port() {
  const int to = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof own;
  ::bind(to, reinterpret_cast<sockaddr*>(&own), size);
  ::getsockname(to, reinterpret_cast<sockaddr*>(&own), &size);
  ::close(to);
  return ntohs(own.sin_port);
}

}  // namespace serhost::fakes
