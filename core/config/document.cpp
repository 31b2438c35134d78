// Reads an experiment file and its parents, in one loop: parents first, children laid over them.
#include "config/document.hpp"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/files.hpp"
#include "config/merge.hpp"
#include "config/overrides.hpp"
#include "config/renamed.hpp"

namespace serhost::config {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestChain = 32;

// Takes `extends` out of `node`; the parent's path as places will call it, empty where there is
// none or it is faulty.
fs::path parent_of(Node& node, const fs::path& file, const Environment& environment,
                   Findings& findings, Place& place) {
  auto* extends = node.find("extends");
  if (!extends) return {};
  auto value = std::move(*extends);
  std::erase_if(node.members, [](const Member& member) { return member.key == "extends"; });
  place = value.place;
  if (!value.is(Node::Type::text) || value.text.empty()) {
    findings.add(place, "extends: found " + found(value) +
                            ", but must be the path of another experiment file");
    return {};
  }
  expand(value, environment, findings);
  if (value.broken) return {};
  const fs::path parent(value.text);
  return (parent.is_absolute() ? parent : file.parent_path() / parent).lexically_normal();
}

fs::path identity(const fs::path& file) {
  std::error_code ignored;
  auto path = fs::weakly_canonical(file, ignored);
  return path.empty() ? file : path;
}

/// What is written into a pipe, as by `serhost check <(command)`. One that nobody writes to is an
/// error and not a wait.
std::string read_pipe(const fs::path& file) {
  const int pipe = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (pipe < 0) throw Error(Exit::missing, file.string() + ": " + std::strerror(errno));
  std::string out;
  std::array<char, 65536> block{};
  for (;;) {
    const auto n = ::read(pipe, block.data(), block.size());
    if (n > 0) out.append(block.data(), static_cast<std::size_t>(n));
    if (n == 0 || out.size() > kLargestDocument) break;
    if (n < 0 && errno != EAGAIN && errno != EINTR) break;
    pollfd waiting{pipe, POLLIN, 0};
    if (n < 0) ::poll(&waiting, 1, -1);
  }
  ::close(pipe);
  if (out.empty()) throw ConfigError(file.string() + ": is a pipe without a writer");
  return out;
}

/// Reads what the last of `chain`, which is of `file`, extends, and what that extends, ...: a file,
/// its parent, its parent's parent.
void read_parents(std::vector<Node>& chain, fs::path file, const Environment& environment,
                  Findings& findings) {
  std::vector<fs::path> seen{identity(file)};
  for (;;) {
    Place said;  // where the next file is named
    const auto next = parent_of(chain.back(), file, environment, findings, said);
    if (next.empty()) return;
    if (std::find(seen.begin(), seen.end(), identity(next)) != seen.end()) {
      return findings.add(
          said, "extends: '" + next.string() + "' extends itself, directly or through its parents");
    }
    if (seen.size() == kLongestChain) {
      return findings.add(
          said, "extends: more than " + std::to_string(kLongestChain) + " files extend each other");
    }
    seen.push_back(identity(next));
    try {
      chain.push_back(read_toml(next));
    } catch (const Error& error) {
      if (error.exit() == Exit::config) findings.add(error);
      else findings.add(error.exit(), said, std::string("extends: ") + error.what());
      return;
    }
    file = next;
  }
}

Node laid_together(std::vector<Node> chain, const Find& find, Findings& findings) {
  auto root = std::move(chain.back());
  use_todays_names(root, nullptr, find, findings);
  for (auto layer = chain.rbegin() + 1; layer != chain.rend(); ++layer) {
    use_todays_names(*layer, &root, find, findings);
    merge(root, std::move(*layer));
  }
  return root;
}

}  // namespace

Node read_toml(const fs::path& file, std::string* text) {
  std::error_code ignored;
  const auto status = fs::status(file, ignored);
  if (fs::is_block_file(status) || fs::is_character_file(status) || fs::is_socket(status)) {
    throw ConfigError(file.string() + ": is a device, but must be a file");
  }
  if (fs::is_regular_file(status)) {
    const auto size = fs::file_size(file, ignored);
    if (!ignored && size > kLargestDocument) {
      throw ConfigError(file.string() + ": " + std::to_string(size) + " bytes, but at most " +
                        std::to_string(kLargestDocument) + " are read");
    }
  }
  auto content = fs::is_fifo(status) ? read_pipe(file) : read_file(file);
  auto node = parse_toml(content, file.string());
  if (text) *text = std::move(content);
  return node;
}

std::optional<Node> with_parents(Node root, const fs::path& file, const Environment& environment,
                                 const Find& find, Findings& findings) {
  const auto faults_before = findings.size();
  std::vector<Node> chain;
  chain.push_back(std::move(root));
  read_parents(chain, file, environment, findings);
  if (findings.size() != faults_before) return std::nullopt;
  return laid_together(std::move(chain), find, findings);
}

Document read_document(const fs::path& file, const std::vector<std::string>& overrides,
                       const Environment& environment, const Find& find, Findings& findings) {
  Document document;
  const auto faults_before = findings.size();
  bool read = false;
  try {
    std::vector<Node> chain;
    chain.push_back(read_toml(file, &document.text));
    read = true;
    read_parents(chain, file, environment, findings);
    document.complete = findings.size() == faults_before;
    document.root = laid_together(std::move(chain), find, findings);
  } catch (const Error& error) { findings.add(error); }
  document.root.place = {file.string(), 0, 0};
  if (!read) return document;
  auto laid_over = overrides_tree(overrides, findings);
  use_todays_names(laid_over, &document.root, find, findings);
  merge_overrides(document.root, std::move(laid_over), findings);
  expand(document.root, environment, findings);
  use_todays_names(document.root, nullptr, find, findings);  // of a plugin that a variable names
  return document;
}

fs::path resolved_path(const std::string& path, const Place& place) {
  const fs::path written(path);
  if (written.is_absolute()) return written.lexically_normal();
  const auto base = place.file == kCommandLine ? fs::path() : fs::path(place.file).parent_path();
  return fs::absolute(base / written).lexically_normal();
}

}  // namespace serhost::config
