// A server for one reader on this machine: loopback only, reading only, nothing without the token.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace serhost::view {

/// A request that was let in. `path` is what follows the token, from "/", decoded; so are the
/// values of `query`.
struct Request {
  std::string path;
  std::map<std::string, std::string> query;
};

struct Response {
  int status = 200;
  std::string type = "text/plain; charset=utf-8", body;
};

class LocalServer {
 public:
  /// [any] Called on several threads at once; what it throws becomes status 500.
  using Answer = std::function<Response(const Request&)>;

  /// Listens on 127.0.0.1 from now on; `port` 0: one that is free. Throws Error(unavailable) for a
  /// port that is taken.
  LocalServer(std::uint16_t port, Answer answer);
  ~LocalServer();  ///< requests that are being answered are waited for

  /// "http://127.0.0.1:40123/4f…/": the token in it is random, 128 bits.
  const std::string& url() const { return url_; }

 private:
  struct State;
  std::unique_ptr<State> state_;
  std::string url_;
};

}  // namespace serhost::view
