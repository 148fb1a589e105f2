// Copies of strided matrices. Rows that are contiguous are copied whole; otherwise the matrix is taken in
// square blocks that stay in the cache, and a transpose in tiles that stay in registers.

#include "strided.h"
#include "clones.h"
#include <string.h>

#define WORD uint8_t
#define LANES 16
#define BLOCK 128
#define NAME(name) name##_8
#define ZIP_LOW 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define ZIP_HIGH 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#include "strided_template.h"
#undef WORD
#undef LANES
#undef BLOCK
#undef NAME
#undef ZIP_LOW
#undef ZIP_HIGH

#define WORD uint32_t
#define LANES 8
#define BLOCK 64
#define NAME(name) name##_32
#define ZIP_LOW 0, 8, 1, 9, 2, 10, 3, 11
#define ZIP_HIGH 4, 12, 5, 13, 6, 14, 7, 15
#include "strided_template.h"
#undef WORD
#undef LANES
#undef BLOCK
#undef NAME
#undef ZIP_LOW
#undef ZIP_HIGH

#define WORD uint64_t
#define LANES 4
#define BLOCK 32
#define NAME(name) name##_64
#define ZIP_LOW 0, 4, 1, 5
#define ZIP_HIGH 2, 6, 3, 7
#include "strided_template.h"

void k_copy_2d(const void *src, ptrdiff_t src_row, ptrdiff_t src_col, void *dst, size_t dst_row,
               size_t rows, size_t cols, size_t item) {
    if (src_col == 1) {
        const char *from = src;
        char *to = dst;
        for (size_t r = 0; r < rows; r++)
            memcpy(to + r * dst_row * item, from + (ptrdiff_t)r * src_row * (ptrdiff_t)item, cols * item);
        return;
    }
    switch (item) {
        case 1: copy_8(src, src_row, src_col, dst, dst_row, rows, cols); break;
        case 4: copy_32(src, src_row, src_col, dst, dst_row, rows, cols); break;
        case 8: copy_64(src, src_row, src_col, dst, dst_row, rows, cols); break;
    }
}
