// Functions of one row: n elements that lie side by side.
//
// Sums are in double precision (but for the fours of k_sum_f32), with the same number of running sums on every processor, so that an order of additions
// belongs to a length and not to an instruction set.

#ifndef ROWS_H
#define ROWS_H

#include "kernels.h"

/// x[0] + ... + x[n - 1]; 0 where n is 0. Of 256 float32 numbers and more, four at a time are added in float32 first, up to
/// the last multiple of 64; where such a sum is not finite, all are added in double precision.
double k_sum_f32(const float *x, size_t n);
double k_sum_f64(const double *x, size_t n);

/// The sum of x[i] x[i].
double k_sum_squares_f32(const float *x, size_t n);
double k_sum_squares_f64(const double *x, size_t n);

/// totals[c] += x[r * row_step + c] for each row r < `rows` in turn: cutting the rows or columns changes no bits.
void k_add_rows_f32(size_t rows, size_t columns, const float *x, size_t row_step, double *totals);
void k_add_rows_f64(size_t rows, size_t columns, const double *x, size_t row_step, double *totals);

/// sum((x - mean)^2) / divisor, where a large mean costs no digits. The sum is exactly 0 for equal elements, and for
/// none; over a divisor of 0 that is NaN.
double k_variance_f32(const float *x, size_t n, double divisor);
double k_variance_f64(const double *x, size_t n, double divisor);

/// The greatest and the least element of n >= 1, NaN where there is one. Of 0 and -0 it may be either.
float k_max_f32(const float *x, size_t n);
double k_max_f64(const double *x, size_t n);
float k_min_f32(const float *x, size_t n);
double k_min_f64(const double *x, size_t n);

/// The first place of the greatest or least element, or of the first NaN if there is one. n >= 1.
size_t k_argmax_f32(const float *x, size_t n);
size_t k_argmax_f64(const double *x, size_t n);
size_t k_argmin_f32(const float *x, size_t n);
size_t k_argmin_f64(const double *x, size_t n);

/// log(sum(exp(x))): -inf where n is 0 or every element is -inf, inf where one is inf, NaN where one is.
double k_log_sum_exp_f32(const float *x, size_t n);
double k_log_sum_exp_f64(const double *x, size_t n);

/// y = exp(x) / sum(exp(x)), at most 3 ulp in float32, however small. NaN everywhere if an element is NaN or inf, or
/// every one -inf. x == y is allowed.
void k_softmax_f32(const float *x, float *y, size_t n);
void k_softmax_f64(const double *x, double *y, size_t n);

/// y = x - log(sum(exp(x))), at most 3 ulp in float32, however near to 0. NaN as for softmax; -inf beside others stays.
/// x == y is allowed.
void k_log_softmax_f32(const float *x, float *y, size_t n);
void k_log_softmax_f64(const double *x, double *y, size_t n);

/// dx = y (g - sum(g y)), the gradient of softmax's input, from its result y and the gradient g of that. dx may be y or
/// g.
void k_softmax_backward_f32(const float *y, const float *g, float *dx, size_t n);
void k_softmax_backward_f64(const double *y, const double *g, double *dx, size_t n);

/// dx = g - exp(y) sum(g), the gradient of log softmax's input. dx may be y or g.
void k_log_softmax_backward_f32(const float *y, const float *g, float *dx, size_t n);
void k_log_softmax_backward_f64(const double *y, const double *g, double *dx, size_t n);

/// What layer norm's backward pass needs of a row: its mean, which is mean + mean_rest (0 for float32), and
/// 1 / sqrt(variance + eps).
typedef struct {
    double mean, mean_rest, rstd;
} k_row_moments;

/// A row for layer norm: y = (x - mean) rstd weight + bias with the variance sum((x - mean)^2) / n, over n elements.
typedef struct {
    size_t n;
    double eps;
    const float *x;
    const float *weight; // NULL: ones
    const float *bias;   // NULL: zeros
    float *y;            // may be x
} k_layer_norm_row_f32;
typedef struct {
    size_t n;
    double eps;
    const double *x;
    const double *weight; // NULL: ones
    const double *bias;   // NULL: zeros
    double *y;            // may be x
} k_layer_norm_row_f64;

/// Writes y and returns the row's moments. Elements that are equal give exactly the bias (NaN if eps is 0).
k_row_moments k_layer_norm_forward_f32(const k_layer_norm_row_f32 *row);
k_row_moments k_layer_norm_forward_f64(const k_layer_norm_row_f64 *row);

/// A row for layer norm's backward pass, from the gradient g of y. With h = (x - mean) rstd:
/// dx = (g weight - mean(g weight) - h mean(g weight h)) rstd; d_weight += g h; d_bias += g.
typedef struct {
    size_t n;
    const float *x;
    const float *weight; // NULL: ones
    const float *g;
    float *dx;        // NULL: not wanted; may be g
    double *d_weight; // NULL: not wanted
    double *d_bias;   // NULL: not wanted
} k_layer_norm_gradient_f32;
typedef struct {
    size_t n;
    const double *x;
    const double *weight; // NULL: ones
    const double *g;
    double *dx;       // NULL: not wanted; may be g
    double *d_weight; // NULL: not wanted
    double *d_bias;   // NULL: not wanted
} k_layer_norm_gradient_f64;

void k_layer_norm_backward_f32(const k_layer_norm_gradient_f32 *row, k_row_moments moments);
void k_layer_norm_backward_f64(const k_layer_norm_gradient_f64 *row, k_row_moments moments);

#endif
