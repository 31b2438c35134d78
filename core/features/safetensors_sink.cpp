// The header is written first, for all lengths are known; every clip then has its place in the
// file, whatever the order.
#include <algorithm>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "features/journal.hpp"
#include "features/output_file.hpp"
#include "features/sink.hpp"
#include "weights/header_writer.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

/// The 8 bytes of the header's length, and the header, padded so that the data is aligned.
std::string header_of(const std::vector<Described>& clips, const About& about) {
  weights::HeaderWriter header(about);
  for (const auto& clip : clips) {
    if (clip.key == "__metadata__")
      throw UsageError(
          "a clip cannot have the key '__metadata__' in a safetensors file; rename it, or use "
          "--key path");
    header.add(clip.key, "F32", clip.shape, clip.bytes());
  }
  return header.bytes(weights::HeaderWriter::Text::replacing);  // a parameter may name any path
}

class SafetensorsSink final : public Sink {
 public:
  SafetensorsSink(const fs::path& file, std::vector<Described> clips, const About& about,
                  const std::string& signature)
      : file_(file),
        clips_(std::move(clips)),
        header_(header_of(clips_, about)),
        journal_(file.string() + ".partial.log", sha256(signature + "\n" + header_)),
        partial_(file.string() + ".partial", OutputFile::Open::existing),
        has_(clips_.size(), false) {
    std::uint64_t end = header_.size();
    for (const auto& clip : clips_) {
      begins_.push_back(end);
      end += clip.bytes();
    }
    if (!journal_.finished().empty() && partial_.size() == end && same_header()) {
      verify();
    } else {
      partial_.resize(0);
      partial_.resize(end);
      partial_.write_at(0, header_.data(), header_.size());
    }
  }

  bool has(std::size_t clip) const override { return has_[clip]; }

  void put(std::size_t clip, const std::vector<std::span<const float>>& pieces) override {
    Sha256 hash;
    hash.add(clips_[clip].source + "\n");
    auto at = begins_[clip];
    for (const auto& piece : pieces) {
      partial_.write_at(at, piece.data(), piece.size_bytes());
      hash.add(piece.data(), piece.size_bytes());
      at += piece.size_bytes();
    }
    SERHOST_CHECK(at == begins_[clip] + clips_[clip].bytes());
    journal_.add(clip, hash.hex());
  }

  void finish() override {
    partial_.rename_to(file_);
    journal_.remove();
  }

 private:
  bool same_header() const {
    std::string found(header_.size(), '\0');
    return partial_.read_at(0, found.data(), found.size()) == found.size() && found == header_;
  }

  void verify() {
    std::string block(std::size_t{1} << 20, '\0');
    for (const auto& [clip, expected] : journal_.finished()) {
      if (clip >= clips_.size()) continue;
      Sha256 hash;
      hash.add(clips_[clip].source + "\n");
      for (std::uint64_t done = 0, size = clips_[clip].bytes(); done < size;) {
        const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(block.size(), size - done));
        if (partial_.read_at(begins_[clip] + done, block.data(), n) != n) break;
        hash.add(block.data(), n);
        done += n;
      }
      has_[clip] = hash.hex() == expected;
    }
  }

  fs::path file_;
  std::vector<Described> clips_;
  std::string header_;
  Journal journal_;
  OutputFile partial_;
  std::vector<std::uint64_t> begins_;
  std::vector<bool> has_;
};

}  // namespace

std::unique_ptr<Sink> safetensors_sink(const fs::path& file, std::vector<Described> clips,
                                       const About& about, const std::string& signature) {
  std::error_code ignored;
  if (fs::is_directory(file, ignored)) {
    throw Error(
        Exit::cannot_create,
        file.string() + " is a folder, but must be a file; --format npy writes into a folder");
  }
  if (destination_of(file) == Destination::stream) {
    throw Error(Exit::cannot_create,
                file.string() +
                    " is a pipe or a device, but features are written piece by piece "
                    "at their places; name a file");
  }
  return std::make_unique<SafetensorsSink>(file, std::move(clips), about, signature);
}

}  // namespace serhost::features
