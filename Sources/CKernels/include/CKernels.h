// The loops that Swift cannot make fast: raw pointers and counts in, numbers
// out, no allocation, no errors. The instruction set (portable, AVX2, AVX-512)
// is chosen at run time. Within one instruction set every element's bits are
// independent of the alignment of the pointers and of how a caller splits the
// work, so that any number of threads gives the same result.
//
// Counts are in elements, matrices are contiguous and row-major, and pointers
// of different arguments do not overlap unless a comment allows it.

#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

// MARK: - Elementwise (elementwise.c)

/// y = exp(x); at most 2 ulp, right at infinities, NaN, overflow and denormals. x == y is allowed.
void k_exp_f32(const float *x, float *y, size_t n);

/// y = log(x), the natural logarithm; at most 2 ulp; -inf at 0, NaN below it. x == y is allowed.
void k_log_f32(const float *x, float *y, size_t n);

/// y = tanh(x); at most 3 ulp; odd, and -0 stays -0. x == y is allowed.
void k_tanh_f32(const float *x, float *y, size_t n);

/// y = 1 / (1 + exp(-x)); at most 3 ulp, denormal results included. x == y is allowed.
void k_sigmoid_f32(const float *x, float *y, size_t n);

// MARK: - LSTM cell (lstm_cell.c)

/// One time step. `gates` [rows][4 * hidden] holds pre-activations in the order i, f, g, o; `bias`
/// [4 * hidden] (or NULL) is added and activations are left there: sigmoid for i, f, o, tanh for g.
/// Then c = f * c_prev + i * g and h = o * tanh(c), all [rows][hidden]. c == c_prev is allowed.
void k_lstm_cell_forward_f32(size_t rows, size_t hidden, float *gates, const float *bias,
                             const float *c_prev, float *c, float *h);
void k_lstm_cell_forward_f64(size_t rows, size_t hidden, double *gates, const double *bias,
                             const double *c_prev, double *c, double *h);

/// The derivative of one step. `gates` comes in as activations and leaves as the gradient of the
/// pre-activations; `dh` is the whole gradient of h at this step; `dc` comes in as the gradient of c
/// from the later step and leaves as the gradient of c_prev. tanh(c) is computed again, not stored.
void k_lstm_cell_backward_f32(size_t rows, size_t hidden, float *gates, const float *c_prev,
                              const float *c, const float *dh, float *dc);
void k_lstm_cell_backward_f64(size_t rows, size_t hidden, double *gates, const double *c_prev,
                              const double *c, const double *dh, double *dc);

/// out[j] += sum over rows of x[row][j], x [rows][cols], in an order that depends on `rows` alone (trees of eight rows,
/// blocks of 128): the bits do not depend on how a caller splits the columns.
void k_column_sums_f32(const float *x, size_t rows, size_t cols, float *out);
void k_column_sums_f64(const double *x, size_t rows, size_t cols, double *out);

// MARK: - Optimizer steps (optimizer_steps.c)

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

// MARK: - Random numbers (random.c)

/// The Mersenne Twister MT19937 (Matsumoto and Nishimura, 1998): the untempered state and the index
/// in 0...624 of the word that is drawn next; 624 means that the state is advanced first.
typedef struct {
    uint32_t state[624];
    uint32_t next;
} k_mt19937;

/// The state that `init_genrand(seed)` of the reference makes.
void k_mt19937_seed(k_mt19937 *mt, uint32_t seed);

/// The next 32 bits.
uint32_t k_mt19937_next(k_mt19937 *mt);

/// The next 64 bits: two draws, the high half first.
uint64_t k_mt19937_next64(k_mt19937 *mt);

/// out[i] = x (to - from) + from, one rounding where there is FMA; x is the low 24 bits of one draw times 2^-24.
void k_mt19937_uniform_f32(k_mt19937 *mt, float from, float to, float *out, size_t n);

/// The same with the low 53 bits of two draws, the high word first, times 2^-53.
void k_mt19937_uniform_f64(k_mt19937 *mt, double from, double to, double *out, size_t n);

/// mask[i] = 1 where the float64 uniform of two draws is below p, else 0.
void k_mt19937_bernoulli(k_mt19937 *mt, double p, uint8_t *mask, size_t n);

/// Normal numbers as PyTorch's randn makes them from n >= 16: n uniforms, then Box-Muller over blocks of 16
/// (eight radii, eight angles); when n is no multiple of 16 the last 16 are drawn again. Smaller n is not allowed.
/// Bits equal PyTorch's where it runs its AVX2 kernel (f32) and on the same C library (f64).
void k_mt19937_normal_f32(k_mt19937 *mt, float mean, float std, float *out, size_t n);
void k_mt19937_normal_f64(k_mt19937 *mt, double mean, double std, double *out, size_t n);

// MARK: - Dropout (dropout.c)

/// y = x * (mask * scale), mask 0 or 1, scale = 1 / (1 - p): as in PyTorch a dropped NaN or infinity
/// gives NaN, and a dropped negative number -0. x == y is allowed; the backward is the same function.
void k_dropout_f32(const float *x, const uint8_t *mask, float scale, float *y, size_t n);
void k_dropout_f64(const double *x, const uint8_t *mask, double scale, double *y, size_t n);

// MARK: - Strided copies (strided.c)

/// dst[r * cols + c] = src[r * src_row + c * src_col], strides in items (any sign), `item` 1, 4 or 8
/// bytes. Copied in square blocks, so that a transpose runs at memory speed.
void k_copy_2d(const void *src, ptrdiff_t src_row, ptrdiff_t src_col, void *dst, size_t rows, size_t cols, size_t item);

// MARK: - Platform (platform.c)

/// The number of processors that this process may run on, at least 1.
int k_affinity_count(void);

/// The address of one pointer-sized slot that belongs to the calling thread and starts as NULL.
void **k_thread_slot(void);

#ifdef __cplusplus
}
#endif

#endif
