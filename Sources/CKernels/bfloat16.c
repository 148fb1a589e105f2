// Numbers packed to the pairs that products of bfloat16 take.

#include "bfloat16.h"

CLONES void k_bf16_pairs(const float *src, size_t src_row, k_bf16_pair *dst, size_t dst_row, size_t rows,
                         size_t columns) {
    for (size_t r = 0; r < rows; r++, src += src_row, dst += dst_row) {
        store_bf16(src, dst, columns);
        if (columns % 2 == 1) dst[columns / 2] = bf16_of(src[columns - 1]);
    }
}

CLONES void k_bf16_pairs_of_rows(const k_bf16_pair *src, k_bf16_pair *dst, size_t rows, size_t row_pairs) {
    for (size_t r = 0; r < rows; r += 2, src += 2 * row_pairs, dst += 2 * row_pairs) {
        const k_bf16_pair *upper = src, *lower = src + row_pairs; // as one sees them: of rows r and r + 1
        int has_lower = r + 1 < rows;
        EACH for (size_t i = 0; i < row_pairs; i++) {
            k_bf16_pair a = upper[i], b = has_lower ? lower[i] : 0;
            dst[2 * i] = (a & 0xffff) | b << 16;
            dst[2 * i + 1] = a >> 16 | (b & 0xffff0000);
        }
    }
}
