/* What the Python package calls, in C, so that one library serves every version of Python: audio in
 * memory to predictions and features. Texts are UTF-8.
 *
 * A function that returns a pointer returns NULL, and one that returns a status 0 < status, where
 * it failed; serhost_error and serhost_status then say why, for the thread that called. Handles may
 * be used by several threads; their calls wait for each other. No function calls Python but through
 * `serhost_log`, which may come from any thread. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SERHOST_PYTHON_API __attribute__((visibility("default")))

/* Raised when a function here changes; the package refuses another library. */
#define SERHOST_PYTHON_VERSION 1

typedef struct serhost_model serhost_model;
typedef struct serhost_features serhost_features;
typedef void (*serhost_log)(const char* line);

/* Samples in [-1, 1], frame by frame: [frames, channels]. Read during the call only. */
typedef struct {
  const float* samples;
  int64_t frames, channels;
  int64_t sample_rate; /* Hz */
} serhost_array;

/* [F, W], or [L, F, W] of all layers; the numbers lie in the handle `owner`. */
typedef struct {
  const float* values;
  int64_t dimensions, shape[3];
  void* owner;
} serhost_values;

SERHOST_PYTHON_API int serhost_python_version(void);

/* `program`: the file of the `serhost` program that the library belongs to; plugins are looked for
 * beside it. Call it first. */
SERHOST_PYTHON_API void serhost_begin(const char* program);

/* Of the last call of this thread that failed: the message, and the exit status that the program
 * would have ended with. */
SERHOST_PYTHON_API const char* serhost_error(void);
SERHOST_PYTHON_API int serhost_status(void);

/* `path`: a run or a published model. `fold`, `seed`: NULL for all. `device`: "auto", "cpu",
 * "cuda:0". `threads`: 0 for as many as cores. */
SERHOST_PYTHON_API serhost_model* serhost_open_model(const char* path, const int64_t* fold,
                                                     const int64_t* seed, const char* device,
                                                     int threads, serhost_log log);
/* {"sample_rate": 16000, "classes": [...], "columns": [...], "members": "..."}; valid as long as
 * the handle. */
SERHOST_PYTHON_API const char* serhost_model_facts(serhost_model* model);
/* A JSON list with one list of texts for each array, in the order of the columns; valid until the
 * handle's next call. */
SERHOST_PYTHON_API const char* serhost_answer(serhost_model* model, const serhost_array* arrays,
                                              int64_t count);
SERHOST_PYTHON_API void serhost_close_model(serhost_model* model);

/* `settings`: `count` texts "key=value". `layer`: "last", "all" or a number. */
SERHOST_PYTHON_API serhost_features* serhost_open_features(const char* backbone,
                                                           const char* const* settings,
                                                           int64_t count, const char* layer,
                                                           const char* device, int threads,
                                                           serhost_log log);
SERHOST_PYTHON_API int64_t serhost_features_rate(serhost_features* features); /* Hz */
/* Returns a status; `values->owner` must be given to serhost_free_values. */
SERHOST_PYTHON_API int serhost_features_of(serhost_features* features, const serhost_array* array,
                                           serhost_values* values);
SERHOST_PYTHON_API void serhost_free_values(void* owner);
SERHOST_PYTHON_API void serhost_close_features(serhost_features* features);

#ifdef __cplusplus
}
#endif
