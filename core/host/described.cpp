// One reader a program.
#include "host/described.hpp"

#include <atomic>
#include <stdexcept>

namespace serhost::host {
namespace {

std::atomic<DescribedReader> the_reader{nullptr};

}  // namespace

void set_described_reader(DescribedReader reader) noexcept { the_reader = reader; }

std::shared_ptr<Dataset> read_described(const DataRoot& root,
                                        const std::filesystem::path& description) {
  const auto reader = the_reader.load();
  if (reader == nullptr)
    throw std::logic_error("this program was linked without the reader of described corpora");
  return reader(root, description);
}

}  // namespace serhost::host
