// Every entry ends with the next step. Order matters in neither table: no two beginnings are alike.
#include "weights/not_weights.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/files.hpp"
#include "base/text.hpp"
#include "weights/json.hpp"
#include "weights/text.hpp"

namespace serhost::weights {
namespace fs = std::filesystem;
namespace {

constexpr const char* kAsSafetensors =
    "; load it in its own library and save it as safetensors (in Transformers: "
    "from_pretrained(..., from_tf=True or from_flax=True), then save_pretrained)";

struct Beginning {
  std::string_view bytes;
  const char* what;
  const char* then;
};

constexpr const char* kDownload = "; the download failed or needs a login: fetch the file again";
constexpr const char* kUnpack = "; unpack it, and give what is in it";
using namespace std::string_view_literals;

constexpr std::array<Beginning, 18> kBeginnings = {
    {{"<!doctype"sv, "is an HTML page, not weights", kDownload},
     {"<html"sv, "is an HTML page, not weights", kDownload},
     {"<?xml"sv, "is an XML document, as servers send in place of a file, not weights", kDownload},
     {"\x1f\x8b"sv, "is compressed with gzip", kUnpack},
     {"\xfd\x37zXZ"sv, "is compressed with xz", kUnpack},
     {"\x28\xb5\x2f\xfd"sv, "is compressed with zstd", kUnpack},
     {"BZh"sv, "is compressed with bzip2", kUnpack},
     {"7z\xbc\xaf"sv, "is a 7z archive", kUnpack},
     {"Rar!"sv, "is a rar archive", kUnpack},
     {"%PDF"sv, "is a PDF document, not weights", "; fetch the weights themselves"},
     {"RIFF"sv, "is a recording, not weights", "; give the file of the model"},
     {"fLaC"sv, "is a recording, not weights", "; give the file of the model"},
     {"\x89HDF\r\n\x1a\n"sv, "is an HDF5 file of TensorFlow or Keras", kAsSafetensors},
     {"GGUF"sv, "is a gguf file of llama.cpp, with weights that may be quantized",
      "; give the checkpoint that it was made from"},
     {"lmgg"sv, "is a ggml file of whisper.cpp", "; give the checkpoint that it was made from"},
     {"\x93NUMPY"sv, "is an npy file of one array",
      "; features in npy files are read by the backbone precomputed"},
     {"import "sv, "is a program in Python, not weights", "; give the file that it saves"},
     {"\x7f"
      "ELF"sv,
      "is a program, not weights", "; give the file of the model"}}};

/// ONNX and TensorFlow Lite have no magic number at the front: field 1 of ONNX is its version, and
/// the text behind it says who made it.
bool is_onnx(std::string_view bytes) {
  return bytes.size() > 4 && bytes[0] == '\x08' && bytes[1] > 0 && bytes[1] < 32 &&
         bytes[2] == '\x12' && static_cast<unsigned char>(bytes[3]) < 32;
}

/// A map of msgpack whose first key is a text: what Flax writes.
bool is_flax(std::string_view bytes) {
  if (bytes.size() < 4) return false;
  const auto first = static_cast<unsigned char>(bytes[0]);
  const std::size_t at = first == 0xde ? 3 : 1;
  const bool map = first == 0xde || (first > 0x80 && first < 0x90);
  const auto key = static_cast<unsigned char>(bytes[at]);
  const auto length = static_cast<std::size_t>(key & 0x1f);
  if (!map || key <= 0xa0 || key >= 0xc0 || bytes.size() < at + 1 + length) return false;
  const auto name = bytes.substr(at + 1, length);
  return std::all_of(name.begin(), name.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool is_text(std::string_view bytes) {
  const auto head = bytes.substr(0, 256);
  return !head.empty() && std::all_of(head.begin(), head.end(), [](char c) {
    return (c >= 0x20 && c != 0x7f) || c == '\n' || c == '\r' || c == '\t';
  });
}

bool there(const fs::path& file) {
  std::error_code ignored;
  return fs::exists(file, ignored);
}

std::string adapter(const fs::path& folder) {
  std::string base;
  try {
    const auto json = parse_json(read_file(folder / "adapter_config.json"), "");
    const auto at = json.find("base_model_name_or_path");
    if (at != json.end() && at->is_string()) base = " of " + shown(at->get<std::string>());
  } catch (const std::exception&) { base = ""; }  // the name is a help, no more
  return "holds an adapter of PEFT" + base +
         ", not a model; merge it into its base model (merge_and_unload(), then save_pretrained) "
         "and give that folder";
}

}  // namespace

std::string not_weights(std::string_view bytes) {
  auto head = bytes.substr(0, 64);
  while (!head.empty() && (head.front() == ' ' || head.front() == '\n' || head.front() == '\r'))
    head.remove_prefix(1);
  const auto small = lower(head);
  for (const auto& [beginning, what, then] : kBeginnings) {
    const bool letters = beginning.starts_with('<');
    if (letters ? small.starts_with(beginning) : bytes.starts_with(beginning))
      return std::string(what) + then;
  }
  if (bytes.size() > 262 && bytes.substr(257, 5) == "ustar")
    return std::string("is a tar archive") + kUnpack;
  if (bytes.size() > 8 && bytes.substr(4, 4) == "TFL3")
    return std::string("is a model of TensorFlow Lite") + kAsSafetensors;
  if (is_onnx(bytes))
    return "is an ONNX model, a graph with weights in it; give the checkpoint that it was exported "
           "from";
  if (is_flax(bytes)) return std::string("is a msgpack file of Flax") + kAsSafetensors;
  if (is_text(bytes))
    return "is a text that begins with " + shown(bytes.substr(0, 40)) +
           ", not weights; fetch the file of the model";
  return "";
}

std::string not_weights(const fs::path& folder) {
  if (there(folder / "adapter_config.json")) return adapter(folder);
  if (there(folder / "model.bin") && there(folder / "config.json"))
    return "holds a model of CTranslate2 (model.bin), converted and perhaps quantized; give the "
           "checkpoint that it was made from";
  for (const auto* name : {"tf_model.h5", "tf_model.h5.index.json", "saved_model.pb"}) {
    if (there(folder / name))
      return "holds weights of TensorFlow (" + std::string(name) + ") alone" + kAsSafetensors;
  }
  for (const auto* name : {"flax_model.msgpack", "flax_model.msgpack.index.json"}) {
    if (there(folder / name))
      return "holds weights of Flax (" + std::string(name) + ") alone" + kAsSafetensors;
  }
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const auto& file : files) {
    const auto ending = lower(file.extension().string());
    const auto name = file.filename().string();
    if (ending == ".gguf" || ending == ".ggml")
      return "holds a " + ending.substr(1) + " file of llama.cpp or whisper.cpp (" + name +
             "), whose weights may be quantized; give the checkpoint that it was made from";
    if (ending == ".onnx" || (file.filename() == "onnx" && fs::is_directory(file, ignored)))
      return "holds an ONNX model (" + name +
             "), a graph with weights in it; give the checkpoint that it was exported from";
  }
  return "";
}

}  // namespace serhost::weights
