// For the tests of loss and backbone plugins: components made as the program makes them, small
// inputs, and the checks that hold for every component. Tests of datasets include
// <serhost/testing/dataset.hpp> alone, which compiles in a fraction of the time.
//
//   TEST(Focal, WithGammaZeroIsCrossEntropy) {
//     const auto loss = serhost::testing::make_loss("focal", {"gamma=0"}, {"a", "b", "c"});
//     const auto [output, labels] = serhost::testing::clips(8, 3, /*seed=*/1);
//     EXPECT_NEAR(serhost::testing::value(*loss, output, labels),
//                 serhost::testing::cross_entropy(output, labels), 1e-12);
//   }
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <serhost/backbone.hpp>
#include <serhost/loss.hpp>
#include <serhost/testing/dataset.hpp>
#include <string>
#include <utility>
#include <vector>

namespace serhost::testing {

/// A classification task: 10 training clips a class, embeddings of 8.
Task task_of(std::vector<std::string> classes, std::int64_t embedding_width = 8);

/// As make_dataset. Nested components: "parts=[{plugin=focal, weight=0.5, gamma=2},
/// {plugin=cross_entropy}]". Weights are drawn with the same numbers each time.
std::shared_ptr<Loss> make_loss(const std::string& name,
                                const std::vector<std::string>& parameters = {},
                                const std::vector<std::string>& classes = {"a", "b"});
/// As make_loss, for this task.
std::shared_ptr<Loss> make_loss_for(const Task& task, const std::string& name,
                                    const std::vector<std::string>& parameters = {});
/// As make_dataset. In training mode, as the program makes it.
std::shared_ptr<Backbone> make_backbone(const std::string& name,
                                        const std::vector<std::string>& parameters = {});

/// Where training stands: the first of 10 updates, with a generator seeded by `seed`.
Step step(bool training = false, std::uint64_t seed = 1);

/// [B] int64, from "{0, 2, 1}" or a tensor.
struct Labels {
  /// [B] int64.
  at::Tensor values;
  /// From numbers.
  Labels(std::initializer_list<std::int64_t> labels);
  /// From a tensor [B].
  Labels(at::Tensor labels) : values(std::move(labels)) {}
};

/// Random logits [n, classes] (fp64, about -3 to 3) and labels [n] in which every class occurs
/// where n allows it.
std::pair<at::Tensor, at::Tensor> clips(std::int64_t n, std::int64_t classes, std::uint64_t seed);

/// The mean of the loss over the clips. A loss that needs an embedding gets `output` as its
/// embedding, too.
double value(Loss& loss, const at::Tensor& output, const Labels& labels);

/// The mean negative log-probability of the labels, worked out here and not by a plugin.
double cross_entropy(const at::Tensor& output, const Labels& labels);

/// A padded batch of noise in [-0.5, 0.5]; one length a clip, in samples: [B, T].
Sequence noise(const std::vector<std::int64_t>& lengths, std::uint64_t seed = 1);

/// A padded batch of random frames: [B, F, width].
Sequence random_frames(const std::vector<std::int64_t>& lengths, std::int64_t width,
                       std::uint64_t seed = 1);

/// Expects what every loss promises (docs/write-a-loss.md lists it): a value a clip that does not
/// depend on the batch, gradients equal to finite differences in fp64, finite values at the
/// extremes, scores that the targets have no part in, nothing remembered but what a checkpoint
/// keeps. Once for each kind of target that the loss takes. Each failure says what was seen, what
/// reproduces it and where to look.
void expect_loss_conforms(const std::string& name, const std::vector<std::string>& parameters = {});

/// The same for one instance and task; checks that need a second instance are left out.
void expect_conforms(Loss& loss, const Task& task);

/// Expects what every backbone promises (docs/write-a-backbone.md lists it): frames and lengths
/// agree; a clip's frames are the same to 1e-5 alone and in 200 random batches; a gradient reaches
/// every weight; evaluation and training repeat to the bit, also after save and load; abilities
/// agree with `forward`.
void expect_backbone_conforms(const std::string& name,
                              const std::vector<std::string>& parameters = {});

/// The same for one instance; checks that need a second one are left out.
void expect_conforms(Backbone& backbone);

}  // namespace serhost::testing
