// Functions of single elements, over arrays.

#ifndef ELEMENTWISE_H
#define ELEMENTWISE_H

#include "kernels.h"

/// y[i] = f(x[i]) for n elements; x == y is allowed. Infinities, NaN, -0, overflow and denormal numbers are as in C.
/// An element's bits depend on nothing but the element. Errors below are the largest, against the exact value.
#define K_MAP(name) void name(const float *x, float *y, size_t n)

/// exp(x); 2 ulp.
K_MAP(k_exp_f32);

/// exp(x) - 1; 2 ulp, at small x too.
K_MAP(k_expm1_f32);

/// The natural logarithm; 2 ulp; -inf at 0, NaN below it.
K_MAP(k_log_f32);

/// log(1 + x); 2 ulp, at small x too; -inf at -1, NaN below it.
K_MAP(k_log1p_f32);

/// The square root, exactly rounded; NaN below 0.
K_MAP(k_sqrt_f32);

/// sin(x), cos(x); 2 ulp for every float, slowly beyond 2^22; NaN at infinities.
K_MAP(k_sin_f32);
K_MAP(k_cos_f32);

/// The error function; 2 ulp.
K_MAP(k_erf_f32);

/// tanh(x); 3 ulp.
K_MAP(k_tanh_f32);

/// 1 / (1 + exp(-x)); 3 ulp, denormal results included.
K_MAP(k_sigmoid_f32);

/// x / (1 + exp(-x)); 3 ulp, denormal results included; NaN at -inf.
K_MAP(k_silu_f32);

/// log(1 + exp(x)), and x where x > 20; 2 ulp.
K_MAP(k_softplus_f32);

/// y[i] = x[i] to the exponent, as powf but for what follows; 1 ulp. x == y is allowed.
/// Exponents 2, 3, 0.5, -0.5, -1 and -2 are x x, x x x, sqrt(x), 1 / sqrt(x), 1 / x and 1 / (x x), each step rounded,
/// as in PyTorch (whose square root for 0.5 comes from MKL and may be 1 ulp off); so 0.5 gives NaN at -inf, -0 at -0.
void k_pow_f32(const float *x, float exponent, float *y, size_t n);

#endif
