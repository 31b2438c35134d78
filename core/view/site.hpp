// What the page of `serhost view` consists of: three files that are part of the program, and the
// answers that its script asks for.
#pragma once

#include <filesystem>
#include <vector>

#include "app/run_audio.hpp"
#include "view/found_runs.hpp"
#include "view/local_server.hpp"

namespace serhost::view {

class Site {
 public:
  /// `folders`: runs, sweeps, or folders with such below them.
  Site(const app::Session& session, std::vector<std::filesystem::path> folders);

  /// [any] "/": the page; "/view.js", "/view.css"; "/api/list", "/api/run?id=…",
  /// "/api/mistakes?id=…", "/api/compare?a=…&b=…", "/audio?id=…&key=…".
  Response answer(const Request& request);

 private:
  Response compare(const Request& request);

  RunFinder finder_;
  app::RunAudio audio_;
};

}  // namespace serhost::view
