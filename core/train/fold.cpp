// The epochs of a fold. The order of events within an epoch, and nothing else: gradients, evaluation, selection and checkpoints
// have files of their own.
#include "train/fold.hpp"

#include <chrono>
#include <cmath>
#include <thread>

#include "base/error.hpp"
#include "base/seed.hpp"
#include "base/text.hpp"
#include "train/architecture.hpp"
#include "train/backward.hpp"
#include "train/checkpoint.hpp"
#include "train/class_weights.hpp"
#include "train/clock.hpp"
#include "train/evaluate.hpp"
#include "train/fit.hpp"
#include "train/logged.hpp"
#include "train/optimizer.hpp"
#include "train/progress.hpp"
#include "train/schedule.hpp"
#include "train/selection.hpp"
#include "train/snapshot.hpp"

namespace serhost::train {
namespace {

constexpr double kSecondsBetweenCheckpoints = 60.0;  // an epoch of a small model is shorter than the sync of its files

Task task_of(const FoldJob& job) {
  Task task;
  task.classes = job.manifest.classes;
  task.train_counts.assign(task.classes.size(), 0);
  for (const auto clip : job.fold.train) ++task.train_counts[static_cast<std::size_t>(job.manifest.clips[clip].label)];
  return task;
}

class FoldTrainer {
 public:
  explicit FoldTrainer(const FoldJob& job)
      : job_(job),
        table_(job.experiment.train),
        task_(task_of(job)),
        composition_(job.compose(task_, static_cast<std::uint64_t>(job.seed))),
        batcher_(job.manifest, class_weights(table_, task_.classes, task_.train_counts), job.device),
        source_(job.audio.at(job.manifest, composition_.model().input().sample_rate)),
        setting_{composition_,  batcher_,          static_cast<std::uint64_t>(job.seed), job.fold.number,
                 table_.epochs, table_.accumulate, table_.precision == "bf16",           table_.loss_batch == "micro",
                 logged_.sink()},
        selection_(job.experiment.protocol.select, table_.patience),
        checkpoints_(job.options.checkpoints, job.fold.number, job.seed, table_.keep,
                     job.options.checkpoints.empty() ? "" : architecture_json(job.experiment, task_, composition_)),
        progress_(job.observer) {}

  void run() {
    if (job_.fold.train.empty() && table_.epochs > 0) {
      throw DataError("fold " + std::to_string(job_.fold.number) + " (" + job_.fold.name + ") has no clips to train on");
    }
    composition_.to(job_.device);
    announce();
    const auto start = std::chrono::steady_clock::now();
    fit(composition_, [&](const auto& observe) {
      const auto clips = loader(one_by_one(), false, 0);
      while (auto clip = clips->next()) observe(batcher_.make(std::move(*clip)).audio);
    });
    Optimizer optimizer(table_.optimizer, composition_.groups(table_.optimizer.layer_decay));
    count_updates();
    if (job_.options.resume) resume(optimizer);
    const auto seconds_before = state_.seconds;
    const auto elapsed = [&] {
      return seconds_before + std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    };
    double saved_at = elapsed();
    for (; state_.epoch < table_.epochs && !selection_.exhausted(); ++state_.epoch) {
      train_epoch(optimizer, elapsed);
      end_epoch();
      if (elapsed() - saved_at > kSecondsBetweenCheckpoints) {
        save(optimizer, elapsed(), /*epoch_over=*/true);
        saved_at = elapsed();
      }
    }
    state_.seconds = elapsed();
    if (checkpoints_.enabled() && table_.keep != "none" && table_.epochs > 0) save(optimizer, elapsed(), /*epoch_over=*/false);
    test();
    checkpoints_.finish();
  }

 private:
  std::vector<data::Batch> one_by_one() const {
    std::vector<data::Batch> batches;
    for (const auto clip : job_.fold.train) batches.push_back({clip});
    return batches;
  }

  std::vector<data::Batch> batches_of(std::int64_t epoch) const {
    return data::training_batches(job_.manifest, job_.fold.train, table_, setting_.seed, epoch);
  }

  std::int64_t updates_of(const std::vector<data::Batch>& batches) const {
    return (static_cast<std::int64_t>(batches.size()) + table_.accumulate - 1) / table_.accumulate;
  }

  void count_updates() {
    if (table_.epochs == 0) return;
    position_.updates = updates_of(batches_of(0)) * table_.epochs;
    if (!table_.batch_seconds) return;
    position_.updates = 0;  // how many batches there are depends on which clips meet
    for (std::int64_t epoch = 0; epoch < table_.epochs; ++epoch) position_.updates += updates_of(batches_of(epoch));
  }

  std::unique_ptr<data::Loader> loader(std::vector<data::Batch> batches, bool random_crop, std::int64_t epoch) const {
    const auto input = composition_.model().input();
    data::LoadOptions options;
    options.max_seconds = table_.max_seconds;
    options.random_crop = random_crop;
    options.seed = stream_seed(setting_.seed, "crop", static_cast<std::uint64_t>(epoch));
    options.sample_rate = input.sample_rate;
    options.shortest = input.shortest;
    options.workers = std::thread::hardware_concurrency() > 2 ? 2 : 1;
    options.ahead = static_cast<std::size_t>(std::max<std::int64_t>(4, 2 * table_.accumulate));
    return std::make_unique<data::Loader>(source_, job_.manifest, std::move(batches), options);
  }

  std::string stage(const std::string& what) const {
    return "fold " + std::to_string(job_.fold.number) + "/" + std::to_string(job_.folds) + " seed " + std::to_string(job_.seed) +
           " " + what;
  }

  void announce() {
    FoldStarted started;
    started.fold = job_.fold.number;
    started.folds = job_.folds;
    started.seed = job_.seed;
    started.name = job_.fold.name;
    started.train = job_.fold.train.size();
    started.validation = job_.fold.validation.size();
    started.test = job_.fold.test.size();
    started.parameters = composition_.count(false);
    started.trainable = composition_.count(true);
    job_.observer.fold_started(started);
  }

  void resume(Optimizer& optimizer) {
    auto saved = checkpoints_.load_last(composition_, optimizer);
    if (!saved) return;
    state_ = std::move(*saved);
    position_.update = state_.update;
    for (std::size_t i = 0; i < state_.epochs.size(); ++i) {
      selection_.offer(state_.epochs[i].epoch, state_.figures[i]);
      job_.observer.epoch_ended(state_.epochs[i]);
    }
    if (auto best = checkpoints_.load_best(); best && !job_.fold.validation.empty()) best_ = std::move(*best);
    best_saved_ = selection_.best_epoch();
    job_.observer.log("going on with " +
                      stage("epoch " + std::to_string(state_.epoch + 1) + ", update " + std::to_string(state_.update)));
  }

  void save(const Optimizer& optimizer, double seconds, bool epoch_over) {
    if (!checkpoints_.enabled()) return;
    // Without validation the best weights are those at the end of an epoch: never those in the middle of the next.
    if (best_saved_ != selection_.best_epoch() && (!best_.empty() || state_.batches_done == 0)) {
      checkpoints_.save_best(composition_, best_.empty() ? snapshot(composition_) : best_, selection_.best_epoch(),
                             selection_.best());
      best_saved_ = selection_.best_epoch();
    }
    auto state = state_;
    state.seconds = seconds;
    if (epoch_over) ++state.epoch;
    checkpoints_.save_last(composition_, optimizer, state);
  }

  void train_epoch(Optimizer& optimizer, const std::function<double()>& elapsed) {
    epoch_start_ = std::chrono::steady_clock::now();
    composition_.train(true);
    auto batches = batches_of(state_.epoch);
    const auto count = static_cast<std::int64_t>(batches.size());
    if (state_.batches_done > count) throw Error(Exit::damaged, "the last checkpoint does not fit the data of " + stage("this run"));
    batches.erase(batches.begin(), batches.begin() + state_.batches_done);
    const auto name = stage("epoch " + std::to_string(state_.epoch + 1) + "/" + std::to_string(table_.epochs));
    auto clips_done = static_cast<std::int64_t>(job_.fold.train.size());
    for (const auto& batch : batches) clips_done -= static_cast<std::int64_t>(batch.size());
    if (!next_) next_ = loader(std::move(batches), true, state_.epoch);
    while (state_.batches_done < count) {
      if (job_.between) job_.between();
      if (job_.options.stop && job_.options.stop()) {
        save(optimizer, elapsed(), false);
        throw Error(Exit::stopped, "stopped in " + name + (checkpoints_.enabled() ? "; --resume goes on from here" : ""));
      }
      std::vector<MicroBatch> micro;
      while (static_cast<std::int64_t>(micro.size()) < table_.accumulate && state_.batches_done < count) {
        auto loaded = next_->next();
        SERHOST_CHECK(loaded.has_value());
        clips_done += static_cast<std::int64_t>(loaded->clips.size());
        micro.push_back(batcher_.make(std::move(*loaded)));
        ++state_.batches_done;
      }
      update(optimizer, std::move(micro));
      progress_.tell(name, clips_done, static_cast<std::int64_t>(job_.fold.train.size()));
    }
    // The workers decode the next epoch while this one is validated.
    next_.reset();
    if (state_.epoch + 1 < table_.epochs) next_ = loader(batches_of(state_.epoch + 1), true, state_.epoch + 1);
  }

  void update(Optimizer& optimizer, std::vector<MicroBatch> micro) {
    position_.epoch = state_.epoch;
    optimizer.zero_grad();
    const auto total = backward(setting_, std::move(micro), position_);
    {
      const Stopwatch watch(state_.model_seconds);
      if (table_.clip_norm > 0.0) check_gradient(optimizer.clip(table_.clip_norm));
      const auto& schedule = job_.experiment.train.schedule;
      lr_ = learning_rate(schedule, table_.optimizer.lr, table_.optimizer.lr, position_);
      optimizer.step([&](double base) { return learning_rate(schedule, base, table_.optimizer.lr, position_); },
                     momentum(schedule, position_));
    }
    state_.model_seconds += total.model_seconds;
    state_.loss += total.loss;
    state_.weight += total.weight;
    state_.update = ++position_.update;
  }

  void check_gradient(double norm) const {
    if (std::isfinite(norm)) return;
    throw Error(Exit::failed, "the gradient is not finite in " + stage("epoch " + std::to_string(state_.epoch + 1)) + ", step " +
                                  std::to_string(position_.update + 1) +
                                  ", although the loss is; try a smaller train.optimizer.lr");
  }

  void end_epoch() {
    EpochEnded ended;
    ended.fold = job_.fold.number;
    ended.seed = job_.seed;
    ended.epoch = state_.epoch + 1;
    ended.epochs = table_.epochs;
    ended.step = position_.update;
    ended.lr = lr_;
    ended.train_loss = state_.weight > 0.0 ? state_.loss / state_.weight : 0.0;
    ended.logged = logged_.take();
    const auto chosen_by = validate(ended);
    ended.best = selection_.offer(ended.epoch, chosen_by);
    if (ended.best && chosen_by) best_ = snapshot(composition_);  // without validation the last weights are the best
    ended.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - epoch_start_).count();
    state_.loss = state_.weight = 0.0;
    state_.batches_done = 0;
    state_.epochs.push_back(ended);
    state_.figures.push_back(chosen_by);
    job_.observer.epoch_ended(ended);
    if (job_.between) job_.between();
  }

  /// Fills in the validation figures; gives the one that selects, absent where there is no validation part.
  std::optional<double> validate(EpochEnded& ended) {
    const auto& part = job_.fold.validation;
    if (part.empty()) return std::nullopt;
    const auto load = loader(data::evaluation_batches(job_.manifest, part, table_), false, 0);
    const auto evaluation = evaluate(setting_, *load, position_, true);
    state_.model_seconds += evaluation.model_seconds;
    const auto classes = task_.classes.size();
    ended.val_loss = evaluation.loss;
    ended.val_wa = figure("wa", evaluation, classes);
    ended.val_ua = figure("ua", evaluation, classes);
    ended.val_wf1 = figure("wf1", evaluation, classes);
    return selection_.figure() == "loss" ? evaluation.loss : figure(selection_.figure(), evaluation, classes);
  }

  void test() {
    FoldEnded ended;
    ended.fold = job_.fold.number;
    ended.seed = job_.seed;
    ended.name = job_.fold.name;
    ended.best_epoch = selection_.best_epoch();
    ended.train_seconds = state_.seconds;
    ended.host_seconds = std::max(0.0, state_.seconds - state_.model_seconds);
    if (!best_.empty()) restore(composition_, best_);
    const auto name = stage("test");
    const auto total = static_cast<std::int64_t>(job_.fold.test.size());
    {
      const Stopwatch watch(ended.test_seconds);
      const auto load = loader(data::evaluation_batches(job_.manifest, job_.fold.test, table_), false, 0);
      const auto evaluation = evaluate(setting_, *load, position_, false,
                                       [&](std::size_t done) { progress_.tell(name, static_cast<std::int64_t>(done), total); });
      const auto classes = static_cast<std::ptrdiff_t>(task_.classes.size());
      for (std::size_t i = 0; i < evaluation.clips.size(); ++i) {
        const auto& utterance = job_.manifest.clips[evaluation.clips[i]].utterance;
        const auto row = evaluation.probabilities.begin() + static_cast<std::ptrdiff_t>(i) * classes;
        ended.predictions.push_back({utterance.key,
                                     utterance.speaker,
                                     ended.fold,
                                     ended.seed,
                                     evaluation.truth[i],
                                     evaluation.predicted[i],
                                     {row, row + classes}});
      }
    }
    if (job_.between) job_.between();
    job_.observer.fold_ended(ended);
  }

  const FoldJob& job_;
  const config::TrainTable& table_;
  Task task_;
  Logged logged_;
  mutable Composition composition_;
  Batcher batcher_;
  data::ClipSource& source_;
  Setting setting_;
  Selection selection_;
  Checkpoints checkpoints_;
  ThrottledProgress progress_;
  FoldState state_;
  Position position_;
  std::map<std::string, at::Tensor> best_;
  std::int64_t best_saved_ = 0;
  std::unique_ptr<data::Loader> next_;
  std::chrono::steady_clock::time_point epoch_start_;
  double lr_ = 0.0;
};

}  // namespace

data::ClipSource& Audio::at(const data::Manifest& manifest, std::int64_t rate) {
  if (!source || sample_rate != rate) {
    source = std::make_unique<data::ClipSource>(manifest, rate);
    sample_rate = rate;
  }
  return *source;
}

void train_fold(const FoldJob& job) { FoldTrainer(job).run(); }

}  // namespace serhost::train
