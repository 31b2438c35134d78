// Each check for optimizers finds what it is for: one that is right but for one thing fails that
// check, with a sentence and a hint.
#include "testing/optimizer_kit.hpp"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/core/grad_mode.h>
#include <ATen/ops/randn_like.h>
#include <ATen/ops/zeros_like.h>
#include <gmock/gmock.h>

#include "core/testing/failures.hpp"

using namespace serhost;
using namespace serhost::conformance;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::Pair;

namespace optimizer_kit {  // files are compiled in units: names of one must not meet those of
                           // another
namespace {

/// Gradient descent with momentum, which is right, with one thing changed by each of those below.
struct Right : Optimizer {
  explicit Right(std::vector<ParamGroup> all) : groups(std::move(all)) {
    for (const auto& group : groups) velocity.emplace_back(group.parameters.size());
  }

  void step(const Update& update) override {
    const auto momentum = update.momentum.value_or(0.5);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (std::size_t i = 0; i < groups[g].parameters.size(); ++i) {
        auto& weight = groups[g].parameters[i];
        if (!weight.grad().defined()) continue;
        auto& moving = velocity[g][i];
        if (!moving.defined()) moving = at::zeros_like(weight);
        moving.mul_(momentum).add_(direction(g, i));
        weight.add_(moving, -rate(update, g));
      }
    }
  }
  virtual at::Tensor direction(std::size_t g, std::size_t i) {
    const auto& weight = groups[g].parameters[i];
    return weight.grad() + groups[g].weight_decay * weight;
  }
  virtual double rate(const Update& update, std::size_t g) { return update.lr[g]; }

  std::map<std::string, at::Tensor> state() const override {
    std::map<std::string, at::Tensor> out;
    for (std::size_t g = 0; g < velocity.size(); ++g) {
      for (std::size_t i = 0; i < velocity[g].size(); ++i)
        if (velocity[g][i].defined()) out.emplace(name_of(g, i), velocity[g][i]);
    }
    return out;
  }
  void restore(const std::map<std::string, at::Tensor>& saved) override {
    std::size_t used = 0;
    for (std::size_t g = 0; g < velocity.size(); ++g) {
      for (std::size_t i = 0; i < velocity[g].size(); ++i) {
        const auto at = saved.find(name_of(g, i));
        if (at == saved.end()) continue;
        if (at->second.sizes() != groups[g].parameters[i].sizes())
          throw std::invalid_argument(at->first + " has another shape");
        velocity[g][i] = at::zeros_like(groups[g].parameters[i]).copy_(at->second);
        ++used;
      }
    }
    if (used != saved.size()) throw std::invalid_argument("the state is of another model");
  }
  static std::string name_of(std::size_t g, std::size_t i) {
    return std::to_string(g) + "." + std::to_string(i) + ".velocity";
  }

  std::vector<ParamGroup> groups;
  std::vector<std::vector<at::Tensor>> velocity;
};

template <class Checked>
Failures failures() {
  return failures_of(checks_of(OptimizerCase{
      [](const std::vector<ParamGroup>& groups) { return std::make_shared<Checked>(groups); }}));
}

}  // namespace

TEST(OptimizerKit, IsSatisfiedByGradientDescentWithMomentum) {
  EXPECT_THAT(failures<Right>(), IsEmpty());
}

struct Climbs : Right {
  using Right::Right;
  at::Tensor direction(std::size_t g, std::size_t i) override {
    const auto& weight = groups[g].parameters[i];
    return groups[g].weight_decay * weight - weight.grad();
  }
};
TEST(OptimizerKit, NoticesALossThatRises) {
  EXPECT_THAT(failures<Climbs>(), Contains(Pair("a quadratic falls", HasSubstr("went from "))));
}

struct GroupsOwnRate : Right {
  using Right::Right;
  double rate(const Update&, std::size_t g) override { return groups[g].lr; }
};
TEST(OptimizerKit, NoticesARateThatIsNotTheUpdates) {
  EXPECT_THAT(failures<GroupsOwnRate>(), Contains(Pair("rates", HasSubstr("at a rate of 0"))));
}

struct FirstRate : Right {
  using Right::Right;
  double rate(const Update& update, std::size_t) override { return update.lr[0]; }
};
TEST(OptimizerKit, NoticesTheRateOfAnotherGroup) {
  EXPECT_THAT(failures<FirstRate>(),
              Contains(Pair("rates", HasSubstr("the second group moves, although"))));
}

struct NoDecay : Right {
  using Right::Right;
  at::Tensor direction(std::size_t g, std::size_t i) override {
    return groups[g].parameters[i].grad().clone();
  }
};
TEST(OptimizerKit, NoticesAMissingWeightDecay) {
  EXPECT_THAT(failures<NoDecay>(), ElementsAre(Pair("weight decay", HasSubstr("have the norm"))));
}

struct DecaysAll : Right {
  using Right::Right;
  void step(const Update& update) override {
    Right::step(update);
    for (std::size_t g = 0; g < groups.size(); ++g) {
      for (auto& weight : groups[g].parameters)
        weight.mul_(1.0 - update.lr[g] * groups[g].weight_decay);
    }
  }
};
TEST(OptimizerKit, NoticesAChangedWeightWithoutAGradient) {
  EXPECT_THAT(
      failures<DecaysAll>(),
      ElementsAre(Pair("without gradient", HasSubstr("a weight without a gradient was changed"))));
}

struct SavesNothing : Right {
  using Right::Right;
  std::map<std::string, at::Tensor> state() const override { return {}; }
};
TEST(OptimizerKit, NoticesStateThatIsNotSaved) {
  EXPECT_THAT(failures<SavesNothing>(),
              ElementsAre(Pair("checkpoint",
                               HasSubstr("3 updates after save and restore, against 3 without"))));
}

struct TakesAnything : Right {
  using Right::Right;
  void restore(const std::map<std::string, at::Tensor>& saved) override {
    for (std::size_t g = 0; g < velocity.size(); ++g) {
      for (std::size_t i = 0; i < velocity[g].size(); ++i)
        if (saved.contains(name_of(g, i))) velocity[g][i] = saved.at(name_of(g, i)).clone();
    }
  }
};
TEST(OptimizerKit, NoticesAStateOfAnotherModelThatIsTaken) {
  EXPECT_THAT(failures<TakesAnything>(),
              ElementsAre(Pair("misfit", HasSubstr("with an entry that it does not know"))));
}

struct Draws : Right {
  using Right::Right;
  at::Tensor direction(std::size_t g, std::size_t i) override {
    return Right::direction(g, i) + 0.01 * at::randn_like(groups[g].parameters[i]);
  }
};
TEST(OptimizerKit, NoticesRandomNumbersOfTheProgram) {
  const auto found = failures<Draws>();
  EXPECT_THAT(found, Contains(Key("repetition")));
  EXPECT_THAT(found, Contains(Pair("global switches", HasSubstr("default generator was drawn"))));
}

struct Freezes : Right {
  using Right::Right;
  void step(const Update& update) override {
    Right::step(update);
    for (auto& group : groups) {
      for (auto& weight : group.parameters) weight.set_requires_grad(false);
    }
  }
};
TEST(OptimizerKit, NoticesAWeightThatIsFrozen) {
  EXPECT_THAT(failures<Freezes>(),
              Contains(Pair("leaves", HasSubstr("no leaf that requires a gradient"))));
}

struct NeedsMomentum : Right {
  using Right::Right;
  void step(const Update& update) override {
    if (update.momentum) throw std::invalid_argument("takes no momentum");
    Right::step(update);
  }
};
TEST(OptimizerKit, NoticesAMomentumThatIsNotTaken) {
  EXPECT_THAT(failures<NeedsMomentum>(), ElementsAre(Pair("momentum", HasSubstr("takes no"))));
}

struct NeedsAWeight : Right {
  using Right::Right;
  void step(const Update& update) override {
    for (const auto& group : groups) (void)group.parameters.at(0);
    Right::step(update);
  }
};
TEST(OptimizerKit, NoticesAGroupWithoutWeightsThatIsNotTaken) {
  EXPECT_THAT(failures<NeedsAWeight>(), ElementsAre(Key("few parameters")));
}

struct FlipsDeterminism : Right {
  using Right::Right;
  void step(const Update& update) override {
    Right::step(update);
    at::globalContext().setDeterministicAlgorithms(!at::globalContext().deterministicAlgorithms(),
                                                   false);
  }
};
TEST(OptimizerKit, NoticesAGlobalSwitch) {
  const auto before = at::globalContext().deterministicAlgorithms();
  const auto found = failures<FlipsDeterminism>();
  at::globalContext().setDeterministicAlgorithms(before, false);
  EXPECT_THAT(found, ElementsAre(Pair("global switches", HasSubstr("deterministic"))));
}

}  // namespace optimizer_kit
