// A teacher that follows its student as a moving average of the weights.
#pragma once

#include <cstdint>
#include <serhost/objective.hpp>

namespace online_distillation {

struct TeacherOptions {
  double start = 0.999, end = 0.99999;
  double anneal = 0.2;  ///< updates until `end`: below 1 a share of all, from 1 a count
};

/// [any] The decay after `update` of `updates`: linear from `start` to `end`.
double decay(const TeacherOptions& options, std::int64_t update, std::int64_t updates);

/// [run] teacher <- decay * teacher + (1 - decay) * student; buffers are copied. Both are of one
/// architecture.
void follow(torch::nn::Module& teacher, const torch::nn::Module& student, double decay);

/// [run] Makes `twin` what no optimizer moves, with the weights of `student`.
void begin(torch::nn::Module& twin, const torch::nn::Module& student);

}  // namespace online_distillation
