// Functions of single elements, over arrays.

#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include "kernels.h"

/// y = exp(x); at most 2 ulp, right at infinities, NaN, overflow and denormals. x == y is allowed.
void k_exp_f32(const float *x, float *y, size_t n);

/// y = log(x), the natural logarithm; at most 2 ulp; -inf at 0, NaN below it. x == y is allowed.
void k_log_f32(const float *x, float *y, size_t n);

/// y = tanh(x); at most 3 ulp; odd, and -0 stays -0. x == y is allowed.
void k_tanh_f32(const float *x, float *y, size_t n);

/// y = 1 / (1 + exp(-x)); at most 3 ulp, denormal results included. x == y is allowed.
void k_sigmoid_f32(const float *x, float *y, size_t n);

#endif
