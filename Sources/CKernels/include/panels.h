// Products and LSTM on panels.
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

#ifndef PANELS_H
#define PANELS_H

#include "kernels.h"

/// Two bfloat16 (the upper halves of floats), the first in the lower half.
typedef uint32_t k_bf16_pair;

// What an LSTM's kernels work on. Pointers are to operands or to sums ("numbers"), whose type the kernel knows, and
// strides in elements of the same.

/// The part of a layer that a call computes.
typedef struct {
    size_t rows;        ///< samples
    size_t hidden;      ///< units
    size_t first_panel; ///< the hidden panels that are computed:
    size_t end_panel;   ///< from the first one (in a backward step a multiple of 4) to before this one
} k_lstm_part;

/// The input's part of the pre-activations, to gate panels: gates = x weights + bias.
typedef struct {
    k_lstm_part part;
    const void *_Nonnull x; ///< operands, unit panels
    size_t x_panels, x_stride;
    const void *_Nonnull weights; ///< operands, right panels of gates
    size_t weight_stride;
    const void *_Nonnull bias; ///< numbers, [panel][64]
    void *_Nonnull gates;      ///< numbers, gate panels
    size_t gate_stride;
} k_lstm_input;

/// One time step: gates (sigmoid for i, f, o, tanh for g), c = f * c_prev + i * g, h = o * tanh(c). The rows before and
/// after the step may lie in the same panels.
typedef struct {
    k_lstm_part part;
    const void *_Nonnull left;      ///< operands: the inputs' unit panels, then those of h before the step; or h's alone
    size_t left_panels, left_stride; ///< how many, and between them; between those of the new h too
    const void *_Nonnull weights;   ///< operands, right panels of gates
    size_t weight_stride;
    const void *_Nullable bias;   ///< numbers, [panel][64]; NULL where `gates` comes with the input's part
    const void *_Nonnull c_prev;  ///< numbers, unit panels
    void *_Nonnull c;             ///< likewise
    size_t state_stride;
    void *_Nonnull gates; ///< numbers, gate panels of activations
    size_t gate_stride;
    void *_Nonnull h; ///< operands, the new h's panels among those of `left`
    void *_Nonnull y; ///< numbers: h again, [rows][hidden]
} k_lstm_forward;

/// The derivative of one time step.
typedef struct {
    k_lstm_part part;
    const void *_Nullable d_later;   ///< operands: gradients of the later step's pre-activations; NULL at the last one
    size_t gate_panels, d_stride;    ///< how many, and between them; between those of `d_gates` too
    const void *_Nonnull weights;    ///< operands: [4H, H] in right panels, rows in the order of gate panels
    size_t weight_stride;
    const void *_Nullable dy;      ///< numbers, [rows][hidden], added to the gradient of h; NULL where there is none
    const void *_Nullable dh_last; ///< likewise
    const void *_Nonnull gates;    ///< numbers, gate panels of activations
    size_t gate_stride;
    const void *_Nonnull c_prev; ///< numbers, unit panels
    const void *_Nonnull c;      ///< likewise
    size_t state_stride;
    void *_Nonnull carry; ///< numbers, unit panels: comes in as the gradient of c and leaves as that of c_prev
    size_t carry_stride;
    void *_Nonnull d_gates; ///< operands: gradients of the pre-activations; may be `gates`
    void *_Nonnull d_bias;  ///< numbers, [panel][64]: their sums over the rows are added
} k_lstm_backward;

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
void k_bf16_pairs(const float *_Nonnull src, size_t src_row, k_bf16_pair *_Nonnull dst, size_t dst_row, size_t rows,
                  size_t columns);

/// From pairs of neighbours in a row, [rows][row_pairs], to pairs of each number and the one below it,
/// [rows / 2][2 * row_pairs]; below an odd last row are zeros.
void k_bf16_pairs_of_rows(const k_bf16_pair *_Nonnull src, k_bf16_pair *_Nonnull dst, size_t rows, size_t row_pairs);

#endif
