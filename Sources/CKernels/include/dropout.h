// Dropout with a mask that was drawn before.

#ifndef DROPOUT_H
#define DROPOUT_H

#include "kernels.h"

/// y = x * (mask * scale), mask 0 or 1, scale = 1 / (1 - p): as in PyTorch a dropped NaN or infinity
/// gives NaN, and a dropped negative number -0. x == y is allowed; the backward is the same function.
void k_dropout_f32(const float *x, const uint8_t *mask, float scale, float *y, size_t n);
void k_dropout_f64(const double *x, const uint8_t *mask, double scale, double *y, size_t n);

#endif
