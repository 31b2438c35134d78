// Support vector machines of two classes, and probabilities of several from them.
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

namespace svm {

/// sum_i y_i alpha_i K(x_i, x) - rho, positive for y = +1.
struct Machine {
  std::vector<double> coefficients;  ///< y_i alpha_i
  double rho = 0.0;
};

/// The C-support vector machine of `kernel` [n, n] fp64, `y` of +1 and -1, each at least once, and
/// the largest alpha of each clip; the gap of the dual's conditions is below `tolerance`. Source:
/// Fan, Chen and Lin, "Working Set Selection Using Second Order Information for Training SVM",
/// 2005: what libsvm solves, in the order of the clips.
Machine solve(const at::Tensor& kernel, const std::vector<double>& y,
              const std::vector<double>& largest, double tolerance);

/// P(y = +1) = 1 / (1 + exp(a f + b)) of a decision value f.
struct Sigmoid {
  double a = -1.0, b = 0.0;
  double operator()(double decision) const;
};
/// By the decision values of clips that the machine was not fitted to. Source: Platt, 1999, as
/// computed by Lin, Lin and Weng, "A Note on Platt's Probabilistic Outputs", 2007.
Sigmoid fit_sigmoid(const std::vector<double>& decisions, const std::vector<double>& y);

/// Probabilities of k classes from those of each pair, `pairs[i][j]` of i against j. Source: Wu,
/// Lin and Weng, "Probability Estimates for Multi-class Classification by Pairwise Coupling", 2004,
/// the second approach.
std::vector<double> couple(const std::vector<std::vector<double>>& pairs);

}  // namespace svm
