// Reads and writes the journal: lines of "<clip> <hash>" after a first line with the signature. A
// truncated last line is ignored.
#include "features/journal.hpp"

#include <charconv>

#include "base/error.hpp"
#include "base/remedy.hpp"
#include "base/text.hpp"

namespace serhost::features {
namespace {

constexpr std::size_t kHash = 64;  // digits

}  // namespace

Journal::Journal(std::filesystem::path file, const std::string& signature)
    : file_(std::move(file), OutputFile::Open::existing) {
  if (!file_.lock()) {
    throw RemediableError(
        Exit::cannot_create,
        file_.path().string() + " is in use by another extraction into the same place; wait for it",
        Remedy::or_other_result);
  }
  std::string text(file_.size(), '\0');
  text.resize(file_.read_at(0, text.data(), text.size()));
  const auto first = "serhost.extraction/1 " + signature + "\n";
  if (!text.starts_with(first)) {
    file_.resize(0);
    file_.append(first);
    return;
  }
  auto lines = split(text.substr(first.size()), '\n');
  lines.pop_back();  // what stands behind the last line break: nothing, or a line that was cut off
  std::size_t whole = first.size();
  for (const auto& line : lines) {
    std::size_t clip = 0;
    const auto [end, fault] = std::from_chars(line.data(), line.data() + line.size(), clip);
    if (fault != std::errc() || *end != ' ' ||
        line.size() - static_cast<std::size_t>(end - line.data()) != kHash + 1)
      break;
    finished_[clip] = line.substr(line.size() - kHash);
    whole += line.size() + 1;
  }
  file_.resize(whole);
}

void Journal::add(std::size_t clip, const std::string& hash) {
  const std::lock_guard lock(mutex_);
  file_.append(std::to_string(clip) + " " + hash + "\n");
  finished_[clip] = hash;
}

void Journal::remove() {
  std::error_code ignored;
  std::filesystem::remove(file_.path(), ignored);
}

}  // namespace serhost::features
