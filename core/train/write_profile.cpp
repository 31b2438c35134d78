// LibTorch's own profiler, whose traces PyTorch users know.
#include <torch/csrc/autograd/profiler_kineto.h>

#include <set>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/temporary_folder.hpp"
#include "train/trial.hpp"

namespace serhost::train {

void write_profile(const TrialJob& job, const std::filesystem::path& file) {
  namespace profiler = torch::autograd::profiler;
  namespace impl = torch::profiler::impl;
  constexpr std::int64_t kWarm = 3, kShown = 10;
  Trial trial(job, kWarm + kShown);
  for (std::int64_t i = 0; i < kWarm; ++i) trial.update(trial.next(), 1.0);
  const impl::ProfilerConfig config(impl::ProfilerState::KINETO);
  std::set<impl::ActivityType> activities = {impl::ActivityType::CPU};
  if (trial.fold().job.device.is_cuda()) activities.insert(impl::ActivityType::CUDA);
  profiler::prepareProfiler(config, activities);
  profiler::enableProfiler(config, activities);
  for (std::int64_t i = 0; i < kShown; ++i) trial.update(trial.next(), 1.0);
  const auto result = profiler::disableProfiler();
  if (result == nullptr)
    throw Error(Exit::unavailable, "this LibTorch was built without its profiler (Kineto)");
  // It writes where it is told, and says nothing where it cannot.
  const TemporaryFolder scratch("profile");
  const auto made = scratch.path() / "trace.json";
  result->save(made.string());
  if (!std::filesystem::exists(made))
    throw Error(Exit::unavailable, "LibTorch's profiler wrote no trace");
  replace_file(file, read_file(made));
}

}  // namespace serhost::train
