// Moves batches to the device.
#include "train/batch.hpp"

#include <ATen/ops/empty.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/tensor.h>

#include "base/error.hpp"
#include "tasks/targets.hpp"

namespace serhost::train {
namespace {

/// The tensor keeps the loader's memory: no copy on a CPU.
Sequence audio_of(data::LoadedBatch& loaded, const c10::Device& device) {
  const auto size = static_cast<std::int64_t>(loaded.clips.size());
  SERHOST_CHECK(loaded.values.size() == static_cast<std::size_t>(size * loaded.longest));
  auto* values = new std::vector<float>(std::move(loaded.values));
  const auto audio = at::from_blob(
      values->data(), {size, loaded.longest}, [values](void*) { delete values; }, at::kFloat);
  return {audio.to(device), at::tensor(loaded.lengths), {}, {}};
}

Sequence on_device(Sequence batch, const c10::Device& device) {
  for (auto* part : {&batch.values, &batch.summary, &batch.segment_ids}) {
    if (part->defined()) *part = part->to(device);
  }
  return batch;
}

}  // namespace

Batcher::Batcher(const data::Manifest& manifest, const tasks::Task& task,
                 std::vector<double> class_weights, c10::Device device)
    : manifest_(manifest), task_(task), class_weights_(std::move(class_weights)), device_(device) {
  for (const auto& clip : manifest.clips) {
    if (clip.utterance.speaker) speakers_.emplace(*clip.utterance.speaker, 0);
  }
  std::int64_t next = 0;
  for (auto& [name, number] : speakers_) number = next++;
}

double Batcher::weight_of(std::size_t clip) const {
  const auto label = manifest_.clips[clip].label;
  return label < 0 || class_weights_.empty() ? 1.0
                                             : class_weights_.at(static_cast<std::size_t>(label));
}

at::Tensor Batcher::weights_of(const data::Batch& clips) const {
  auto out = at::empty({static_cast<std::int64_t>(clips.size())}, at::kDouble);
  for (std::size_t i = 0; i < clips.size(); ++i) out.data_ptr<double>()[i] = weight_of(clips[i]);
  return out;
}

Targets Batcher::targets_of(const data::Batch& clips) const {
  const auto size = static_cast<std::int64_t>(clips.size());
  const auto whole = at::TensorOptions(at::kLong);
  auto speaker = at::empty({size}, whole), corpus = at::empty({size}, whole);
  for (std::int64_t i = 0; i < size; ++i) {
    const auto& found = manifest_.clips[clips[static_cast<std::size_t>(i)]];
    speaker.data_ptr<std::int64_t>()[i] =
        found.utterance.speaker ? speakers_.at(*found.utterance.speaker) : -1;
    corpus.data_ptr<std::int64_t>()[i] = static_cast<std::int64_t>(found.corpus);
  }
  auto targets = task_.targets(manifest_, clips);
  targets.speaker = speaker;
  targets.corpus = corpus;
  targets.weight = weights_of(clips).to(at::kFloat);
  return tasks::on_device(std::move(targets), device_);
}

/// Each of the two targets counts by its share and by the weight of its class; a clip weighs what
/// both weigh together.
void Batcher::mix(MicroBatch& out, const data::LoadedBatch& loaded) const {
  data::Batch partners;
  for (const auto row : loaded.partners) partners.push_back(loaded.clips[row]);
  const auto share = at::tensor(loaded.shares, at::kDouble);
  const auto own = share * out.weight, other = (1.0 - share) * weights_of(partners);
  out.weight = own + other;
  const auto sum = out.weight.clamp_min(1e-30);  // where both weigh nothing, so does the clip
  out.own_share = (own / sum).to(device_, at::kFloat);
  out.partner_share = (other / sum).to(device_, at::kFloat);
  out.targets.weight = out.weight.to(device_, at::kFloat);
  out.partner_targets = targets_of(partners);
  out.partner_targets.weight = out.targets.weight;
}

MicroBatch Batcher::make(data::LoadedBatch&& loaded) const {
  MicroBatch out;
  out.from_frozen = cached_ != nullptr;
  out.audio =
      out.from_frozen ? on_device(cached_(loaded.clips), device_) : audio_of(loaded, device_);
  out.weight = weights_of(loaded.clips);
  out.targets = targets_of(loaded.clips);
  if (!loaded.partners.empty()) mix(out, loaded);
  out.clips = std::move(loaded.clips);
  return out;
}

std::string Batcher::keys(const data::Batch& clips) const {
  constexpr std::size_t kShown = 8;
  std::string text;
  for (std::size_t i = 0; i < clips.size() && i < kShown; ++i) {
    text += (i == 0 ? "" : ", ") + manifest_.clips[clips[i]].utterance.key;
  }
  if (clips.size() > kShown) text += " and " + std::to_string(clips.size() - kShown) + " more";
  return text;
}

}  // namespace serhost::train
