// One trained model of a finished run as a folder that Hugging Face's Transformers loads.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "app/session.hpp"
#include "app/trained_run.hpp"
#include "run/events.hpp"

namespace serhost::app {

struct ExportJob {
  std::filesystem::path run;
  Chosen chosen{};
  std::filesystem::path folder;  ///< to make; an empty one may be there. Of ONNX: the file
  bool external_data = false;    ///< of ONNX: weights beside the file in any case
};

struct Exported {
  std::filesystem::path folder;
  std::string name;          ///< of the run
  std::string model;         ///< "fold 2, seed 1"
  std::string architecture;  ///< "HubertForSequenceClassification"
  std::size_t classes = 0;
};

/// [run] The folder appears whole or not at all, and only once what Transformers' own arithmetic
/// gives for a test sound is what the run's model gives. Throws Error(cannot_create) where
/// `job.folder` holds something; Error(failed) where the run is not finished; UsageError where more
/// than one model is chosen; Error(unavailable) with every reason where the model has no
/// counterpart in Transformers; what open_trained_run and restored_model throw.
Exported export_to_hugging_face(const Session& session, const ExportJob& job,
                                RunObserver& observer);

}  // namespace serhost::app
