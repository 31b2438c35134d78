// NumPy's own format, version 1.0, one file a clip: each is written under another name and renamed.
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/folders.hpp"
#include "base/hash.hpp"
#include "base/remedy.hpp"
#include "base/text.hpp"
#include "features/journal.hpp"
#include "features/sink.hpp"

namespace serhost::features {
namespace {

namespace fs = std::filesystem;

std::string header_of(const std::vector<std::int64_t>& shape) {
  std::string text = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  for (const auto& length : shape)
    text += std::to_string(length) + (shape.size() == 1          ? ","
                                      : &length == &shape.back() ? ""
                                                                 : ", ");
  text += "), }";
  const std::size_t before = 10;  // magic, version, length
  text.resize((before + text.size() + 1 + 63) / 64 * 64 - before - 1, ' ');
  text += '\n';
  std::string out("\x93NUMPY\x01\x00", 8);
  out += static_cast<char>(text.size() & 0xFF);
  out += static_cast<char>(text.size() >> 8);
  return out + text;
}

constexpr const char* kJournal = ".serhost-extraction.log";

class NpySink final : public Sink {
 public:
  NpySink(const fs::path& folder, std::vector<Described> clips, const std::string& signature)
      : clips_(std::move(clips)),
        files_(files_in(folder, clips_)),
        journal_(cleared(made(folder)) / kJournal, signature) {
    has_.assign(clips_.size(), false);
    for (const auto& [clip, expected] : journal_.finished()) {
      std::error_code ignored;
      if (clip >= clips_.size() || !fs::is_regular_file(files_[clip], ignored)) continue;
      has_[clip] = sha256(clips_[clip].source + "\n" + sha256_of_file(files_[clip])) == expected;
    }
  }

  bool has(std::size_t clip) const override { return has_[clip]; }

  void put(std::size_t clip, const std::vector<std::span<const float>>& pieces) override {
    const auto& file = files_[clip];
    make_directory(file.parent_path());
    FileReplacement out(file);
    const auto header = header_of(clips_[clip].shape);
    Sha256 hash;
    hash.add(header);
    out.write(header.data(), header.size());
    for (const auto& piece : pieces) {
      hash.add(piece.data(), piece.size_bytes());
      out.write(piece.data(), piece.size_bytes());
    }
    out.commit();
    journal_.add(clip, sha256(clips_[clip].source + "\n" + hash.hex()));
  }

  void finish() override { journal_.remove(); }

 private:
  static const fs::path& made(const fs::path& folder) {
    std::error_code ignored;
    if (fs::exists(folder, ignored) && !fs::is_directory(folder, ignored)) {
      throw RemediableError(Exit::cannot_create,
                            folder.string() + " is a file, but NumPy files go into a folder",
                            Remedy::other_place);
    }
    make_directory(folder);
    return folder;
  }

  /// Of what was being written when an extraction into it was killed.
  static const fs::path& cleared(const fs::path& folder) {
    std::error_code ignored;
    if (fs::exists(folder / kJournal, ignored)) remove_temporary_files(folder);
    return folder;
  }

  static std::vector<fs::path> files_in(const fs::path& folder,
                                        const std::vector<Described>& clips) {
    std::vector<fs::path> files;
    for (const auto& clip : clips) {
      const auto relative = fs::path(clip.key).relative_path().lexically_normal();
      if (relative.empty() || *relative.begin() == "..") {
        throw UsageError("the key '" + clip.key + "' leads outside the folder " + folder.string() +
                         "; run the command from a folder above the audio, or use --key stem");
      }
      files.push_back(folder / (relative.generic_string() + ".npy"));
    }
    return files;
  }

  std::vector<Described> clips_;
  std::vector<fs::path> files_;
  Journal journal_;
  std::vector<bool> has_;
};

}  // namespace

std::unique_ptr<Sink> npy_sink(const fs::path& folder, std::vector<Described> clips,
                               const std::string& signature) {
  return std::make_unique<NpySink>(folder, std::move(clips), signature);
}

}  // namespace serhost::features
