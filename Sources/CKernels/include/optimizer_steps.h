// One pass over the parameters for one step of an optimizer.

#ifndef OPTIMIZER_STEPS_H
#define OPTIMIZER_STEPS_H

#include "kernels.h"

/// One step of SGD over n parameters p with gradients g, rounded as torch.optim.SGD does on one tensor:
/// g = -g if `maximize`; g += weight_decay * p; buf = g if `first`, else momentum * buf + (1 - dampening) * g;
/// g = g + momentum * buf if `nesterov`, else buf; p -= lr * g. `buf` is NULL when momentum is 0.
void k_sgd_step_f32(size_t n, float *p, const float *g, float *buf, int first, double lr, double momentum,
                    double dampening, double weight_decay, int nesterov, int maximize);
void k_sgd_step_f64(size_t n, double *p, const double *g, double *buf, int first, double lr, double momentum,
                    double dampening, double weight_decay, int nesterov, int maximize);

/// One step of AdamW, rounded as torch.optim.AdamW does on one tensor; `step` counts from 1.
/// p *= 1 - lr * weight_decay first; m = lerp(m, g, 1 - beta1);
/// v = beta2 * v + (1 - beta2) g^2; p -= lr / (1 - beta1^step) * m / (sqrt(v) / sqrt(1 - beta2^step) + eps). Square
/// roots are exact; PyTorch's come from MKL, which on some processors rounds a fifth of them (f32) the other way.
void k_adamw_step_f32(size_t n, float *p, const float *g, float *m, float *v, uint64_t step, double lr,
                      double beta1, double beta2, double eps, double weight_decay, int maximize);
void k_adamw_step_f64(size_t n, double *p, const double *g, double *m, double *v, uint64_t step, double lr,
                      double beta1, double beta2, double eps, double weight_decay, int maximize);

#endif
