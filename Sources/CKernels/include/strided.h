// Copies of strided matrices.

#ifndef STRIDED_H
#define STRIDED_H

#include "kernels.h"

/// dst[r * dst_row + c] = src[r * src_row + c * src_col] for c < cols, source strides in items (any sign), `item` 1, 4
/// or 8 bytes. Copied in square blocks, so that a transpose runs at memory speed.
void k_copy_2d(const void *src, ptrdiff_t src_row, ptrdiff_t src_col, void *dst, size_t dst_row, size_t rows,
               size_t cols, size_t item);

#endif
