// What a child that loaded plugins answers, and the cache of such answers. Both begin with the
// version of this very program, which is put before the input. Components that are read must be
// written as they were.
#include <nlohmann/json.hpp>

#include "fuzz/input.hpp"
#include "host/probe.hpp"
#include "host/probe_cache.hpp"
#include "host/probe_result_json.hpp"

using namespace serhost;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(fuzz::text(data, size));
  for (const std::size_t count : {1, 2}) {
    const auto answers =
        host::answers_from("serhost.probe " + host::probe_version() + "\n" + text, count);
    if (!answers) continue;
    fuzz::require(answers->size() == count);
    for (const auto& component : answers->front().components) {
      const auto json = host::to_json(component);
      fuzz::require(host::to_json(host::found_from_json(json)) == json);
    }
  }
  const auto version = nlohmann::json(host::probe_version()).dump();
  const fuzz::MemoryFile file(R"({"schema":"serhost.plugins/3","host":)" + version +
                              R"(,"files":)" + text + "}");
  const host::ProbeCache cache(file.path());
  cache.find("/a.so", {.inode = 2, .size = 1, .modified = 3});
  return 0;
}
