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

// MARK: - Products and LSTM on panels (panels.c)
//
// The kernels in which training spends its time. Operands lie in panels (Goto and van de Geijn, "Anatomy of
// high-performance matrix multiplication", 2008):
//
//   unit panels   [panel][row][16]     16 units of all rows, then the next 16; a row is a sample at a time
//   gate panels   [panel][row][4][16]  the gates i, f, g, o of 16 units: 64 columns
//   right panels  [panel][depth][64]   64 columns of a product's right operand, depth by depth
//
// Unit and gate panels lie a stride apart, best not a multiple of 4096 bytes: all panels would compete for the same
// lines of the cache. Operands come with zeros where the last panel is not filled (x, h, c, their gradients, weights,
// bias), and results have zeros there; activations of gates do not.
//
// Operands are numbers, float or double, or pairs of bfloat16 (k_bf16_pair) that are summed to float: neighbours in the
// direction that the product sums, the first one in the lower half. A row of units or gates then has half as many
// operands, and so has the depth of a right panel.

/// Two bfloat16 (the upper halves of floats), the first in the lower half.
typedef uint32_t k_bf16_pair;

/// What an LSTM's kernels work on. All strides are in elements, of the operand's type or of the sums' ("numbers").
typedef struct {
    size_t rows;          ///< samples
    size_t hidden;        ///< units
    size_t first_panel;   ///< the hidden panels that are computed:
    size_t end_panel;     ///< from the first one (in a backward step a multiple of 4) to before this one
    size_t left_panels;   ///< panels of the products' left operand
    size_t left_stride;   ///< between these; between the panels that results of their kind are written to too
    size_t weight_stride; ///< between right panels of the weights
    size_t gate_stride;   ///< between gate panels of activations, in numbers
    size_t state_stride;  ///< between unit panels of c, in numbers
    size_t carry_stride;  ///< between unit panels of the gradient of c, in numbers
} k_lstm_shape;

/// From the least to the best; the last one has products of bfloat16, which the others emulate.
typedef enum { k_portable, k_avx2, k_avx512, k_avx512_bf16 } k_instruction_set;

/// The best instruction set that this processor has.
k_instruction_set k_best_instruction_set(void);

#define OPERAND float
#define REAL float
#define NAME(name) name##_f32
#include "panel_kernels.h"
#define OPERAND double
#define REAL double
#define NAME(name) name##_f64
#include "panel_kernels.h"
#define OPERAND k_bf16_pair
#define REAL float
#define NAME(name) name##_bf16
#include "panel_kernels.h"

/// dst[r * dst_row + c / 2] = the pair of src[r * src_row + c] and its right neighbour, rounded to nearest, ties to
/// even; 0 beside the last one where `columns` is odd.
void k_bf16_pairs(const float *src, size_t src_row, k_bf16_pair *dst, size_t dst_row, size_t rows, size_t columns);

/// From pairs of neighbours in a row, [rows][row_pairs], to pairs of each number and the one below it,
/// [rows / 2][2 * row_pairs]; below an odd last row are zeros.
void k_bf16_pairs_of_rows(const k_bf16_pair *src, k_bf16_pair *dst, size_t rows, size_t row_pairs);

// MARK: - CTC (ctc.c)
//
// A batch is cut into blocks of samples that go through the recursion side by side, one a lane of a vector. labels are
// those of all samples, one after the other or with gaps; none of them is the blank.

/// Samples of a block; the last one may have fewer.
enum { k_ctc_block = 8 };

/// Log-probabilities are [steps][samples][classes].
typedef struct {
    size_t steps, samples, classes, blank;
} k_ctc_shape;

typedef struct {
    size_t steps, labels; ///< how many
    size_t first_label;   ///< where its labels begin
} k_ctc_sample;

/// How many doubles a block needs when no sample has more steps and labels: those of k_ctc_block samples, even for one.
size_t k_ctc_alpha_count(size_t steps, size_t labels);
size_t k_ctc_scratch_count(size_t labels, size_t classes);

/// losses[sample] = minus the logarithm of the probability of its labels for the block from sample `first` on; +infinity
/// where no alignment fits. alpha, the block's own, is filled for the backward pass.
void k_ctc_forward_f32(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                       const float *logp, double *alpha, double *scratch, double *losses);
void k_ctc_forward_f64(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                       const double *logp, double *alpha, double *scratch, double *losses);

/// out[step][sample][class] = -scale[sample] * the posterior probability of the class, for the block from sample `first`
/// on; zeros beyond a sample's own steps and where no alignment fits.
void k_ctc_backward_f32(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                        const float *logp, const double *alpha, const double *scale, double *scratch, float *out);
void k_ctc_backward_f64(k_ctc_shape shape, const k_ctc_sample *samples, const ptrdiff_t *labels, size_t first,
                        const double *logp, const double *alpha, const double *scale, double *scratch, double *out);

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

/// dst[r * dst_row + c] = src[r * src_row + c * src_col] for c < cols, source strides in items (any sign), `item` 1, 4
/// or 8 bytes. Copied in square blocks, so that a transpose runs at memory speed.
void k_copy_2d(const void *src, ptrdiff_t src_row, ptrdiff_t src_col, void *dst, size_t dst_row, size_t rows,
               size_t cols, size_t item);

// MARK: - Platform (platform.c)

/// The number of processors that this process may run on, at least 1.
int k_affinity_count(void);

/// Tells the processor that the calling thread waits for another one; some tens of nanoseconds.
void k_pause(void);

/// The address of one pointer-sized slot that belongs to the calling thread and starts as NULL.
void **k_thread_slot(void);

/// What a mangled name of Swift's stands for: a string that the caller frees, or NULL.
char *k_demangled(const char *name);

/// Ends the process by SIGILL, without a word.
__attribute__((noreturn)) void k_stop(void);

#ifdef __cplusplus
}
#endif

#endif
