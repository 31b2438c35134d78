// One trained model of a finished run as an ONNX file: waveform in, probabilities out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

#include "app/export.hpp"
#include "app/session.hpp"
#include "run/events.hpp"

namespace serhost::app {

struct ExportedOnnx {
  std::filesystem::path file;
  std::filesystem::path data{};  ///< of the larger weights, beside it; empty: all is in one file
  std::string name;              ///< of the run
  std::string model;             ///< "fold 2, seed 1"
  std::size_t nodes = 0, classes = 0;
  std::int64_t opset = 0;
};

/// [run] `job.folder` is the file. It appears whole or not at all, and only once its bytes have
/// been read back; weights that one file cannot hold are in FILE.data beside it. Labels, rate,
/// front end and the run's record are in its metadata. Throws Error(unavailable) with every reason
/// where the model cannot be written; else as export_to_hugging_face.
ExportedOnnx export_to_onnx(const Session& session, const ExportJob& job, RunObserver& observer);

}  // namespace serhost::app
