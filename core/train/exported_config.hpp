// config.json and preprocessor_config.json of an exported model, from the encoder as it was made.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <serhost/nn/speech_encoder.hpp>
#include <string>
#include <vector>

namespace serhost::train {

/// What Transformers calls a kind of encoder.
struct ExportedFamily {
  const char* plugin;        ///< the backbone's name here
  const char* model_type;    ///< of config.json
  const char* architecture;  ///< the class that has the head
  const char* prefix;        ///< of the encoder's tensors
};

/// Null for a backbone that has no counterpart.
const ExportedFamily* exported_family(const std::string& backbone);

/// The head's part of config.json.
struct ExportedHead {
  std::vector<std::string> classes;
  std::int64_t projection = 0;  ///< columns between projector and classifier
  bool weighted = false;        ///< a learned sum of all layers, in the place of the last
};

/// `masked`: the encoder has the vector that frames are masked with.
nlohmann::ordered_json exported_config(const ExportedFamily& family,
                                       const nn::SpeechEncoderOptions& encoder, bool masked,
                                       const ExportedHead& head);

nlohmann::ordered_json exported_preprocessor(const nn::SpeechEncoderOptions& encoder);

}  // namespace serhost::train
