// Every function is guarded: what is thrown becomes a status and a text.
#include "python/interface.h"

#include <exception>
#include <mutex>
#include <nlohmann/json.hpp>
#include <utility>

#include "app/audio_array.hpp"
#include "base/error.hpp"
#include "base/memory_fault.hpp"
#include "base/program.hpp"
#include "train/run.hpp"

using serhost::Exit;
namespace app = serhost::app;

struct serhost_model {
  app::ArrayModel model;
  std::string facts, answers;
  std::mutex mutex;
};

struct serhost_features {
  app::ArrayFeatures features;
  std::mutex mutex;
};

namespace {

struct LastFault {
  std::string text;
  int status = 0;
};

LastFault& last_fault() {
  thread_local LastFault fault;
  return fault;
}

/// `work()`, or what `otherwise` says.
template <class Work, class Result>
Result guarded(Result otherwise, const Work& work) {
  auto& fault = last_fault();
  fault = {};
  try {
    return work();
  } catch (const serhost::Error& error) {
    fault = {error.what(), static_cast<int>(error.exit())};
  } catch (const std::exception& error) {
    const bool memory = serhost::means_out_of_memory(error.what());
    fault = {memory ? serhost::out_of_memory(error.what()) : error.what(),
             static_cast<int>(memory ? Exit::failed : Exit::internal)};
  } catch (...) { fault = {"a fault of unknown type", static_cast<int>(Exit::internal)}; }
  return otherwise;
}

app::Log log_to(serhost_log log) {
  return [log](const std::string& line) {
    if (log != nullptr) log(line.c_str());
  };
}

app::Session session_with(int threads) {
  app::Session session;
  session.threads = threads;
  return session;
}

app::AudioArray array_of(const serhost_array& given) {
  if (given.samples == nullptr || given.frames < 1 || given.channels < 1)
    throw serhost::DataError("the array holds no samples");
  return {{given.samples, static_cast<std::size_t>(given.frames * given.channels)},
          given.channels,
          given.sample_rate};
}

std::string facts_of(const app::ArrayModel& model) {
  const nlohmann::ordered_json facts = {{"sample_rate", model.model().sample_rate()},
                                        {"classes", model.model().classes()},
                                        {"columns", model.model().columns()},
                                        {"members", model.members()}};
  return facts.dump();
}

}  // namespace

extern "C" {

int serhost_python_version(void) { return SERHOST_PYTHON_VERSION; }

void serhost_begin(const char* program) {
  serhost::set_program_file(program);
  serhost::train::keep_few_products();
}

const char* serhost_error(void) { return last_fault().text.c_str(); }
int serhost_status(void) { return last_fault().status; }

serhost_model* serhost_open_model(const char* path, const int64_t* fold, const int64_t* seed,
                                  const char* device, int threads, serhost_log log) {
  return guarded(static_cast<serhost_model*>(nullptr), [&] {
    app::ArrayModel::Options options{{}, device, log_to(log)};
    if (fold != nullptr) options.chosen.fold = *fold;
    if (seed != nullptr) options.chosen.seed = *seed;
    auto made = std::unique_ptr<serhost_model>(
        new serhost_model{app::ArrayModel(session_with(threads), path, options), {}, {}, {}});
    made->facts = facts_of(made->model);
    return made.release();
  });
}

const char* serhost_model_facts(serhost_model* model) { return model->facts.c_str(); }

const char* serhost_answer(serhost_model* model, const serhost_array* arrays, int64_t count) {
  return guarded(static_cast<const char*>(nullptr), [&] {
    const std::lock_guard lock(model->mutex);
    std::vector<app::AudioArray> clips;
    for (int64_t i = 0; i < count; ++i) clips.push_back(array_of(arrays[i]));
    model->answers = nlohmann::json(model->model.answer(clips)).dump();
    return model->answers.c_str();
  });
}

void serhost_close_model(serhost_model* model) { delete model; }

serhost_features* serhost_open_features(const char* backbone, const char* const* settings,
                                        int64_t count, const char* layer, const char* device,
                                        int threads, serhost_log log) {
  return guarded(static_cast<serhost_features*>(nullptr), [&] {
    app::ArrayFeatures::Options options{{}, layer, device, log_to(log)};
    options.settings.assign(settings, settings + count);
    return new serhost_features{app::ArrayFeatures(session_with(threads), backbone, options), {}};
  });
}

int64_t serhost_features_rate(serhost_features* features) {
  return features->features.sample_rate();
}

int serhost_features_of(serhost_features* features, const serhost_array* array,
                        serhost_values* values) {
  return guarded(1, [&] {
    const std::lock_guard lock(features->mutex);
    auto made =
        std::make_unique<serhost::features::FeatureArray>(features->features.of(array_of(*array)));
    *values = {made->values.data(), static_cast<int64_t>(made->shape.size()), {}, nullptr};
    for (std::size_t i = 0; i < made->shape.size() && i < 3; ++i) values->shape[i] = made->shape[i];
    values->owner = made.release();
    return 0;
  });
}

void serhost_free_values(void* owner) {
  delete static_cast<serhost::features::FeatureArray*>(owner);
}

void serhost_close_features(serhost_features* features) { delete features; }

}  // extern "C"
