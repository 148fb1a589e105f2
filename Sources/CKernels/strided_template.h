// Copies of a strided block for one WORD. Included by strided.c with WORD, LANES (words a vector), BLOCK, NAME(x) and
// the two interleaving shuffles ZIP_LOW and ZIP_HIGH (lists of lanes) defined.

typedef WORD NAME(vector) __attribute__((vector_size(sizeof(WORD) * LANES)));

/// LANES x LANES words, transposed: each pass deals the rows i and i + LANES / 2 together like two halves of a deck.
INLINE void NAME(transpose_tile)(const WORD *src, ptrdiff_t src_col, WORD *dst, size_t dst_row) {
    NAME(vector) v[LANES], w[LANES];
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; i++) memcpy(&v[i], src + i * src_col, sizeof v[i]);
#pragma clang loop unroll(full)
    for (int pass = 1; pass < LANES; pass *= 2) {
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES / 2; i++) {
            w[2 * i] = __builtin_shufflevector(v[i], v[i + LANES / 2], ZIP_LOW);
            w[2 * i + 1] = __builtin_shufflevector(v[i], v[i + LANES / 2], ZIP_HIGH);
        }
#pragma clang loop unroll(full)
        for (int i = 0; i < LANES; i++) v[i] = w[i];
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < LANES; i++) memcpy(dst + (size_t)i * dst_row, &v[i], sizeof v[i]);
}

/// Rows first..<last and columns left..<right, one word at a time.
INLINE void NAME(copy_words)(const WORD *src, ptrdiff_t src_row, ptrdiff_t src_col, WORD *dst, size_t dst_row,
                             size_t first, size_t last, size_t left, size_t right) {
    for (size_t r = first; r < last; r++) {
        const WORD *from = src + (ptrdiff_t)r * src_row;
        for (size_t c = left; c < right; c++) dst[r * dst_row + c] = from[(ptrdiff_t)c * src_col];
    }
}

CLONES static void NAME(copy)(const WORD *src, ptrdiff_t src_row, ptrdiff_t src_col, WORD *dst, size_t dst_row,
                              size_t rows, size_t cols) {
    for (size_t top = 0; top < rows; top += BLOCK) {
        size_t bottom = rows - top < BLOCK ? rows : top + BLOCK;
        for (size_t left = 0; left < cols; left += BLOCK) {
            size_t right = cols - left < BLOCK ? cols : left + BLOCK;
            size_t r = top;
            if (src_row == 1) {
                for (; r + LANES <= bottom; r += LANES) {
                    size_t c = left;
                    for (; c + LANES <= right; c += LANES)
                        NAME(transpose_tile)(src + r + (ptrdiff_t)c * src_col, src_col, dst + r * dst_row + c, dst_row);
                    NAME(copy_words)(src, src_row, src_col, dst, dst_row, r, r + LANES, c, right);
                }
            }
            NAME(copy_words)(src, src_row, src_col, dst, dst_row, r, bottom, left, right);
        }
    }
}
