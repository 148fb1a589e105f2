// One pass over the parameters for one step of an optimizer.
//
// k_RULE_step_f32 and _f64 change the elements from <= i < to of the parameters p, by their gradients g. `state` has
// the arrays that the rule keeps, in the order that stands at its options; NULL is one that these options do not use.
// New arrays are zeros, and steps count from 1. With `maximize` g is -g.
//
// Rounded as torch.optim does on one tensor (foreach=False), but for square roots, which are exact; PyTorch's come from
// MKL, which on some processors rounds a fifth of them (f32) the other way.

#ifndef OPTIMIZER_STEPS_H
#define OPTIMIZER_STEPS_H

#include "kernels.h"
#include <stdbool.h>

#define K_OPTIMIZER_STEP(rule)                                                                                         \
    void k_##rule##_step_f32(size_t from, size_t to, float *p, const float *g, float *const *state,                    \
                             const k_##rule##_options *options);                                                       \
    void k_##rule##_step_f64(size_t from, size_t to, double *p, const double *g, double *const *state,                 \
                             const k_##rule##_options *options)

/// g += weight_decay * p; with momentum buf = g if `first`, else momentum * buf + (1 - dampening) * g, and
/// g = g + momentum * buf if `nesterov`, else buf; p -= lr * g. State: buf, NULL without momentum.
typedef struct {
    double lr, momentum, dampening, weight_decay;
    bool nesterov, maximize, first;
} k_sgd_options;
K_OPTIMIZER_STEP(sgd);

/// p *= 1 - lr * weight_decay if `decoupled`, else g += weight_decay * p; m = lerp(m, g, 1 - beta1);
/// v = beta2 * v + (1 - beta2) g^2; p -= lr / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + eps).
/// State: m, v.
typedef struct {
    double lr, beta1, beta2, eps, weight_decay;
    uint64_t step;
    bool decoupled, maximize;
} k_adam_options;
K_OPTIMIZER_STEP(adam);

/// g += weight_decay * p; v = alpha * v + (1 - alpha) g^2; where it is centered m = lerp(m, g, 1 - alpha) and
/// d = g / (sqrt(v - m^2) + eps), else d = g / (sqrt(v) + eps); with momentum buf = momentum * buf + d and
/// p -= lr * buf, else p -= lr * d. State: v, buf (NULL without momentum), m (NULL where it is not centered).
typedef struct {
    double lr, alpha, eps, weight_decay, momentum;
    bool maximize;
} k_rmsprop_options;
K_OPTIMIZER_STEP(rmsprop);

/// g += weight_decay * p; v = rho * v + (1 - rho) g^2; d = sqrt(u + eps) / sqrt(v + eps) * g;
/// u = rho * u + (1 - rho) d^2; p -= lr * d. State: v, u.
typedef struct {
    double lr, rho, eps, weight_decay;
    bool maximize;
} k_adadelta_options;
K_OPTIMIZER_STEP(adadelta);

#endif
