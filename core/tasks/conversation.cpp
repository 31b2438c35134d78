// One label per clip, from what was said before it in its dialogue. Which clips are heard is the
// host's (data/manifest/histories.hpp); of a target only its label and its place are used.
#include "metrics/rows.hpp"
#include "tasks/registry.hpp"

namespace serhost::tasks {
namespace {

class Conversation : public Task {
 public:
  explicit Conversation(std::shared_ptr<const Task> labels) : labels_(std::move(labels)) {}

  std::string name() const override { return metrics::kConversation; }
  std::vector<TargetKind> gives() const override { return labels_->gives(); }
  std::int64_t outputs() const override { return labels_->outputs(); }

  serhost::Task description(const data::Manifest& manifest,
                            const std::vector<std::size_t>& train) const override {
    return labels_->description(manifest, train);
  }
  Targets targets(const data::Manifest& manifest, const data::Batch& clips) const override {
    return labels_->targets(manifest, clips);
  }
  Targets example_targets(std::int64_t clips) const override {
    return labels_->example_targets(clips);
  }
  std::unique_ptr<Evaluator> evaluator() const override { return labels_->evaluator(); }

  /// The last two are the host's, who knows where a clip stands.
  std::vector<std::string> prediction_columns() const override {
    auto out = labels_->prediction_columns();
    out.insert(out.end(), {"dialogue", "turn"});
    return out;
  }

 private:
  std::shared_ptr<const Task> labels_;
};

const Registration kConversation({.name = metrics::kConversation,
                                  .summary = "the label of what is said next in a dialogue",
                                  .wanted = config::Wanted::label,
                                  .dialogues = true},
                                 [](const config::Experiment& experiment,
                                    const data::Manifest& manifest) {
                                   auto labels = experiment;
                                   labels.task = metrics::kClassification;
                                   return std::make_unique<Conversation>(make(labels, manifest));
                                 });

}  // namespace
}  // namespace serhost::tasks
