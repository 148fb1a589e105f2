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

#endif
