// Expects two experiments to be equal, key by key.
#pragma once

#include <gtest/gtest.h>

#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

#include "config/experiment.hpp"
#include "host/nested.hpp"

namespace serhost::config {

inline bool same(const Values& a, const Values& b);

inline bool same(const Value& a, const Value& b) {
  if (a.index() != b.index()) return false;
  const auto* parts = std::get_if<std::vector<PartValue>>(&a);
  if (!parts) {
    return std::visit(
        [&](const auto& held) {
          using T = std::decay_t<decltype(held)>;
          if constexpr (std::is_same_v<T, std::vector<PartValue>>) return false;
          else return held == std::get<T>(b);
        },
        a);
  }
  const auto& others = std::get<std::vector<PartValue>>(b);
  if (parts->size() != others.size()) return false;
  for (std::size_t i = 0; i < parts->size(); ++i) {
    const auto& x = (*parts)[i];
    const auto& y = others[i];
    if (x.plugin != y.plugin || x.weight != y.weight || x.nested->info != y.nested->info ||
        !same(x.nested->values, y.nested->values))
      return false;
  }
  return true;
}

inline bool same(const Values& a, const Values& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!same(a[i], b[i])) return false;
  }
  return true;
}

inline void expect_same(const ComponentRef& a, const ComponentRef& b) {
  EXPECT_EQ(a.plugin, b.plugin);
  EXPECT_EQ(a.info, b.info);
  EXPECT_TRUE(same(a.values, b.values));
}

inline void expect_same(const TrainTable& a, const TrainTable& b) {
  EXPECT_EQ(
      std::tie(a.epochs, a.batch_size, a.batch_seconds, a.accumulate, a.class_weights, a.sampling,
               a.bucket, a.clip_norm, a.max_seconds, a.pad_short, a.mix, a.mix_alpha, a.precision,
               a.device, a.checkpoints, a.loss_batch, a.patience, a.max_clips),
      std::tie(b.epochs, b.batch_size, b.batch_seconds, b.accumulate, b.class_weights, b.sampling,
               b.bucket, b.clip_norm, b.max_seconds, b.pad_short, b.mix, b.mix_alpha, b.precision,
               b.device, b.checkpoints, b.loss_batch, b.patience, b.max_clips));
  const auto& o = a.optimizer;
  const auto& p = b.optimizer;
  EXPECT_EQ(std::tie(o.name, o.lr, o.weight_decay, o.backbone_lr, o.layer_decay),
            std::tie(p.name, p.lr, p.weight_decay, p.backbone_lr, p.layer_decay));
  expect_same(o.component, p.component);
  const auto& s = a.schedule;
  const auto& t = b.schedule;
  EXPECT_EQ(s.name, t.name);
  EXPECT_TRUE(same(s.values, t.values));
}

inline void expect_same(const Experiment& a, const Experiment& b) {
  EXPECT_EQ(std::tie(a.name, a.task, a.seeds, a.resolved, a.experiment_hash),
            std::tie(b.name, b.task, b.seeds, b.resolved, b.experiment_hash));
  ASSERT_EQ(a.datasets.size(), b.datasets.size());
  for (std::size_t i = 0; i < a.datasets.size(); ++i) {
    const auto& x = a.datasets[i];
    const auto& y = b.datasets[i];
    EXPECT_EQ(std::tie(x.name, x.root, x.classes, x.merge, x.skip_damaged, x.weight),
              std::tie(y.name, y.root, y.classes, y.merge, y.skip_damaged, y.weight));
    expect_same(x.component, y.component);
  }
  ASSERT_EQ(a.backbones.size(), b.backbones.size());
  for (std::size_t i = 0; i < a.backbones.size(); ++i) {
    EXPECT_EQ(std::tie(a.backbones[i].freeze, a.backbones[i].layers),
              std::tie(b.backbones[i].freeze, b.backbones[i].layers));
    expect_same(a.backbones[i].component, b.backbones[i].component);
  }
  const auto& p = a.protocol;
  const auto& q = b.protocol;
  EXPECT_EQ(std::tie(p.name, p.seed, p.resplit, p.k, p.test, p.stratify, p.unit, p.file, p.folds,
                     p.claims, p.copies, p.select),
            std::tie(q.name, q.seed, q.resplit, q.k, q.test, q.stratify, q.unit, q.file, q.folds,
                     q.claims, q.copies, q.select));
  EXPECT_TRUE(same(p.own, q.own));
  EXPECT_EQ(std::tie(p.validation.from, p.validation.fraction),
            std::tie(q.validation.from, q.validation.fraction));
  EXPECT_EQ(std::tie(a.head.frame_hidden, a.head.pooling, a.head.hidden, a.head.activation,
                     a.head.dropout),
            std::tie(b.head.frame_hidden, b.head.pooling, b.head.hidden, b.head.activation,
                     b.head.dropout));
  expect_same(a.loss, b.loss);
  expect_same(a.train, b.train);
}

}  // namespace serhost::config
